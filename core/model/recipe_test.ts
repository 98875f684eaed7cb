import assert from "node:assert/strict";
import { createCrf } from "../crf/crf.ts";
import { headOf } from "../dbn/train.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { findRecipe, RECIPES } from "./recipe.ts";

Deno.test("recipes are known by their own names, are plain JSON and build", () => {
  for (const [name, recipe] of Object.entries(RECIPES)) {
    assert.equal(recipe.name, name);
    assert.equal(findRecipe(name), recipe);
    assert.deepEqual(JSON.parse(JSON.stringify(recipe)), recipe);
    assert.ok(recipe.hearing.descriptors || recipe.hearing.network !== "none", "it must hear something");
    assert.ok(recipe.innerFolds >= 2 && recipe.dbn.layers.length > 0);
    createCrf({ states: CELL_COUNT, inputs: 1, bias: true, ...recipe.crf });
  }
});

Deno.test("the ablations differ from the default in what they hear and in nothing that would blur the comparison", () => {
  const { default: whole, descriptors, untrained } = RECIPES;
  const apart = ({ name: _, hearing: __, ...rest }: typeof whole) => rest;
  assert.deepEqual(apart(descriptors), apart(whole));
  assert.deepEqual(apart(untrained), apart(whole));
  assert.deepEqual([descriptors.hearing.network, untrained.hearing.network], ["none", "untrained"]);
  assert.equal(RECIPES.seed.crf.emission.kind, "dense");
  assert.equal(RECIPES.seed.hearing.descriptors, false);
});

Deno.test("heads and pre-training are compared on the network alone, which is the seed's in all of them", () => {
  const { network, heatmap, gaussian, "no-pretraining": bare, seed } = RECIPES;
  const apart = ({ name: _, dbn: __, ...rest }: typeof network) => rest;
  for (const recipe of [heatmap, gaussian, bare]) {
    assert.deepEqual(apart(recipe), apart(network));
    assert.deepEqual(recipe.dbn.layers, [50, 50, 50]);
  }
  assert.deepEqual(seed.dbn, network.dbn);
  assert.deepEqual([headOf(network.dbn).kind, heatmap.dbn.head?.kind, gaussian.dbn.head?.kind], [
    "regression",
    "heatmap",
    "gaussian",
  ]);
  assert.deepEqual([bare.dbn.pretraining, headOf(bare.dbn)], [null, { kind: "regression" }]);
});

Deno.test("an unknown recipe is refused with those there are", () => {
  for (const name of ["best", "constructor", ""]) {
    const message = "Cannot find the recipe: the name must be one of " +
      "default, seed, network, descriptors, untrained, untrained-network, mfcc, contrast, shape, loudness, pitch, rhythm, " +
      "harmony, chroma, layer-1, layer-2, layer-3, one-scale, five-scales, heatmap, gaussian, no-pretraining, ridge, uncalibrated, raters, " +
      `current value is ${name}`;
    assert.throws(() => findRecipe(name), new RangeError(message));
  }
});
