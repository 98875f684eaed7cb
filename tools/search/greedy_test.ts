import assert from "node:assert/strict";
import { RECIPES } from "../../core/model/recipe.ts";
import { AXES, START } from "./axes.ts";
import { chooseGreedily } from "./greedy.ts";

Deno.test("on each axis the best option stays, and is what the next axis starts from; each recipe is scored once", async () => {
  const scored: string[] = [];
  const { recipe, trials, chosen } = await chooseGreedily(START, AXES, (one) => {
    const key = JSON.stringify(one);
    assert.ok(!scored.includes(key), "once");
    scored.push(key);
    // The Gaussian process and five directions win; everything else loses.
    const { regression: { songMethod, nuisances }, crf: { emission }, hearing } = one;
    const gains = [songMethod === "gaussianProcess", nuisances === 5];
    const losses = [hearing.network === "trained", emission.kind === "radialBasis" && emission.centresPerAxis === 4];
    return Promise.resolve(4 - gains.filter(Boolean).length + losses.filter(Boolean).length);
  });
  assert.deepEqual(Object.values(chosen), ["Gaussian process", "descriptors", "5", "6×6 radial"]);
  assert.equal(recipe.regression.nuisances, 5);
  assert.equal(trials.length, 1 + AXES.reduce((sum, { options }) => sum + options.length - 1, 0));
  assert.equal(scored.length, trials.length);
});

Deno.test("what ties changes nothing: the start is what the first options say", async () => {
  const { recipe, chosen } = await chooseGreedily(START, AXES, () => Promise.resolve(1));
  assert.deepEqual(Object.values(chosen), AXES.map(({ options }) => options[0].name));
  assert.equal(recipe.regression.songMethod, "ridge");
  assert.deepEqual(recipe.crf, RECIPES.default.crf);
});
