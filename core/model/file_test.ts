import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import type { ModelContents } from "./contents.ts";
import { modelContents, modelFromContents } from "./file.ts";
import { type MoodModel, predict } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import { FEATURE_VERSION } from "../signal/step_features.ts";
import { SEED_SPECTRUM } from "../signal/step_spectrum_spec.ts";
import { seededRandom } from "../random.ts";
import { makeProbes } from "./probes.ts";
import { songs, TINY_RECIPE, withDeviations } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels();
const data = songs(5, 1);
const quick: Recipe = { ...TINY_RECIPE, crf: { ...TINY_RECIPE.crf, maxIterations: 3 } };
const model = { ...trainModel(data, quick, 1, kernels), card: { licence: "MIT", training: { pieces: 5 } } };

/** As a file gives it back: metadata through JSON, tensors as copies. */
function written(contents: ModelContents): ModelContents {
  return { metadata: JSON.parse(JSON.stringify(contents.metadata)), tensors: structuredClone(contents.tensors) };
}

Deno.test("a model survives the way out and back: same predictions, same card, same contents", () => {
  const variants: Recipe[] = [quick, { ...quick, hearing: { descriptors: true, network: "none" as const } }];
  variants.push({
    ...quick,
    hearing: { descriptors: ["shape", "chroma"], network: "trained" as const, regressionLayers: [1], crfLayers: [1] },
  });
  const spectrum = { ...SEED_SPECTRUM, scalesSeconds: [1, 4], relativeTo: "past" as const };
  variants.push({ ...quick, hearing: { descriptors: false, network: "trained" as const, spectrum } });
  variants.push({ ...quick, crf: { ...quick.crf, emission: { kind: "dense" }, transitions: { kind: "none" } } });
  for (const head of [{ kind: "gaussian" }, { kind: "heatmap", moversWeight: 0.5 }] as const) {
    variants.push({ ...quick, dbn: { ...quick.dbn, head, pretraining: null } });
  }
  variants.push({ ...quick, hearing: { ...quick.hearing, regressionLayers: [2], crfLayers: [1, 2] } });
  for (const recipe of variants) {
    const before = { ...trainModel(data, recipe, 1, kernels), card: model.card };
    const after = modelFromContents(written(modelContents(before)));
    assert.deepEqual(predict(after, data[0].features, kernels), predict(before, data[0].features, kernels));
    assert.deepEqual([after.card, after.id, after.seed, after.recipe], [before.card, before.id, before.seed, recipe]);
    assert.deepEqual(modelContents(after), modelContents(before));
  }
});

Deno.test("a file of another version of the features is refused as such, whatever its shapes", () => {
  const { metadata, tensors } = damaged("featureVersion", 2);
  delete tensors["song.centre"];
  assert.throws(
    () => modelFromContents({ metadata, tensors }),
    new RangeError(
      `Cannot use model tiny-1: its features must be of version ${FEATURE_VERSION}, current value is 2 ` +
        "(train it again with this version of Moodline)",
    ),
  );
});

Deno.test("a file that records no specification has the seed's", () => {
  const { metadata, tensors } = written(modelContents(model));
  assert.equal((metadata.recipeDetails as Recipe).hearing.spectrum, undefined, "as the first version wrote it");
  assert.deepEqual(metadata.frames, { sampleRateHz: 22050, ...SEED_SPECTRUM });
  delete metadata.frames;
  assert.equal(modelFromContents({ metadata, tensors }).listener.ear.scale.mean.length, 257);
});

Deno.test("a file from before calibration, committee, known music and probes is read, and has none of them", () => {
  const { metadata, tensors } = written(modelContents(model));
  const newer = ["calibration", "committee", "knownMusic", "probes"];
  for (const key of newer) delete metadata[key];
  for (const name of Object.keys(tensors)) if (newer.includes(name.split(".")[0])) delete tensors[name];
  const old = modelFromContents({ metadata, tensors });
  assert.deepEqual([old.calibration, old.committee, old.knownMusic, old.probes], [null, null, null, []]);
  const { maps, epistemicNats, unfamiliarity } = predict(old, data[0].features, kernels);
  assert.ok(maps.every((p) => p > 0) && epistemicNats === null && unfamiliarity === null);
  assert.deepEqual(modelContents(old), { metadata, tensors }, "and is written as it was");
});

Deno.test("probes are kept, with deviations where the recipe hears them", () => {
  const spectrum = { ...SEED_SPECTRUM, statistics: "mean+deviation" as const };
  const recipe: Recipe = { ...quick, hearing: { descriptors: true, network: "none", spectrum } };
  const pieces = data.map((piece) => ({ ...piece, features: withDeviations(piece.features, seededRandom(1)) }));
  for (const [own, heard] of [[model, data], [trainModel(pieces, recipe, 1, kernels), pieces]] as const) {
    const probes = makeProbes(own, heard.slice(0, 2), kernels), contents = written(modelContents({ ...own, probes }));
    assert.deepEqual(modelFromContents(contents).probes, probes);
    assert.deepEqual(contents.metadata.probes, [{ name: "song 00", steps: 8 }, { name: "song 01", steps: 8 }]);
  }
});

Deno.test("memory is kept", () => {
  const width = model.listener.song.inputs;
  const centres = Float64Array.from({ length: 2 * width }, (_, i) => i % 7 - 3);
  const steps = Int32Array.of(3, 7, -1, -1),
    memory = { corrections: ["a", "a"], steps, centres, spreads: Float64Array.of(0.5, 2) };
  const columns = 16, added = new Float64Array(2 * columns).fill(0.1), at = model.crf.inputs * columns;
  const grow = (values: Float64Array) => Float64Array.of(...values.subarray(0, at), ...added, ...values.subarray(at));
  const grown = { ...model, memory, parameters: grow(model.parameters), information: grow(model.information) };
  const after = modelFromContents(written(modelContents(grown)));
  assert.deepEqual([after.memory, after.crf.inputs], [memory, model.crf.inputs + 2]);
  assert.deepEqual(after.parameters, grown.parameters);
  const contents = modelContents(grown), { "memory.steps": _, ...others } = contents.tensors;
  const old = modelFromContents(written({ ...contents, tensors: others }));
  assert.deepEqual([...old.memory.steps], [-1, -1, -1, -1], "a model of before does not say");
  const odd = { shape: [2, 2], data: Int32Array.of(7, 3, 0, 1) };
  assert.throws(
    () => modelFromContents(written({ ...contents, tensors: { ...others, "memory.steps": odd } })),
    /memory\.steps must be pairs of ascending steps, or of -1/,
  );
});

Deno.test("every tensor has the shape of its data, and the metadata names the grid", () => {
  const { metadata, tensors } = modelContents(model);
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    assert.equal(shape.reduce((a, b) => a * b, 1), data.length, name);
  }
  assert.deepEqual([metadata.recipe, metadata.stepSeconds, metadata.licence], ["tiny", 1, "MIT"]);
});

Deno.test("a missing tensor and a wrong shape are named", () => {
  const { metadata, tensors } = written(modelContents(model));
  for (const name of Object.keys(tensors)) {
    const { [name]: taken, ...others } = tensors;
    assert.throws(
      () => modelFromContents({ metadata, tensors: others }),
      new SyntaxError(`Cannot use the model: the tensor ${name} must be there (is it of another version?)`),
    );
    const longer = { shape: [...taken.shape.slice(0, -1), taken.shape.at(-1)! + 1], data: taken.data };
    assert.throws(
      () => modelFromContents({ metadata, tensors: { ...tensors, [name]: longer } }),
      new SyntaxError(
        `Cannot use the model: the tensor ${name} must have shape [${taken.shape}], ` +
          `current value is [${longer.shape}] (is it of another version?)`,
      ),
    );
  }
});

/** Contents with one value of the metadata replaced. */
function damaged(path: string, value: unknown, of: MoodModel = model): ModelContents {
  const contents = written(modelContents(of)), keys = path.split(".");
  let place = contents.metadata;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
  place[keys.at(-1)!] = value;
  return contents;
}

const GROUPS = "recipeDetails.hearing.descriptors must be true, false or a list of " +
  "mfcc, contrast, shape, loudness, pitch, rhythm, harmony, chroma";
const LAYERS = "recipeDetails.dbn.layers must be sizes of layers, together at most 8192 units";

const HEAD = "recipeDetails.dbn.head.kind must be one of regression, gaussian, heatmap";

Deno.test("metadata that does not fit is refused with what must hold", () => {
  const cases: [string, unknown, string][] = [
    ["id", 7, "the metadata must hold id, seed, featureVersion and recipeDetails"],
    ["seed", "x", "the metadata must hold id, seed, featureVersion and recipeDetails"],
    ["recipeDetails", null, "the metadata must hold id, seed, featureVersion and recipeDetails"],
    ["seed", -1, "seed must be an integer in 0 … 4294967295, current value is -1"],
    ["seed", 2 ** 32, "seed must be an integer in 0 … 4294967295, current value is 4294967296"],
    ["recipeDetails.crf.activationScale", Infinity, "recipeDetails.crf.activationScale must be finite"],
    ["grid.size", 9, "the grid must be 11×11 and a step 1 s"],
    ["stepSeconds", 0.5, "the grid must be 11×11 and a step 1 s"],
    ["recipeDetails.hearing.network", "x", "recipeDetails.hearing.network must be trained, untrained or none"],
    ["recipeDetails.hearing.descriptors", "mfcc", GROUPS],
    ["recipeDetails.hearing.descriptors", [], GROUPS],
    ["recipeDetails.hearing.descriptors", ["mfcc", "mfcc"], GROUPS],
    ["recipeDetails.hearing.descriptors", ["toString"], GROUPS],
    ["recipeDetails.hearing.spectrum", 7, "recipeDetails.hearing.spectrum must be an object"],
    ["id", "", "id must be a text of 1 … 200 letters"],
    ["id", "x".repeat(201), "id must be a text of 1 … 200 letters"],
    ["recipeDetails.name", { toString: 1 }, "recipeDetails.name must be a text of 1 … 200 letters"],
    ["recipeDetails.dbn.layers", [], LAYERS],
    ["recipeDetails.dbn.layers", [1e9], LAYERS],
    ["recipeDetails.dbn.layers", [1, 8192], LAYERS],
    ["recipeDetails.dbn.layers", new Array(65_536).fill(1), LAYERS],
    ["recipeDetails.dbn.head", { kind: "x" }, HEAD],
    ["recipeDetails.dbn.head", null, HEAD],
    [
      "recipeDetails.hearing.crfLayers",
      [3],
      "recipeDetails.hearing.crfLayers must be different numbers of layers, 1 … 2",
    ],
    [
      "recipeDetails.hearing.regressionLayers",
      [1, 1],
      "recipeDetails.hearing.regressionLayers must be different numbers of layers, 1 … 2",
    ],
    [
      "recipeDetails.crf.edgeSteps",
      -1,
      "recipeDetails.crf.edgeSteps must be an integer in 0 … 3600, current value is -1",
    ],
    [
      "recipeDetails.regression.stepWindowSeconds",
      0,
      "recipeDetails.regression.stepWindowSeconds must be an integer in 1 … 3600, current value is 0",
    ],
    [
      "recipeDetails.crf.emission.centresPerAxis",
      1e9,
      "recipeDetails.crf.emission must be dense, or a radialBasis of at most 100 centresPerAxis",
    ],
    [
      "recipeDetails.crf.transitions",
      { kind: "x" },
      "recipeDetails.crf.transitions must be none, dense or displacement",
    ],
    ["calibration", "x", "calibration must be an object"],
    ["calibration.power", 0, "calibration.power must be in 0.01 … 100, current value is 0"],
    ["committee.members", 65, "committee.members must be an integer in 1 … 64, current value is 65"],
    ["knownMusic.directions", 0.5, "knownMusic.directions must be an integer in 1 … 256, current value is 0.5"],
    ["knownMusic.songLimit", 0, "knownMusic.songLimit must be finite and > 0, current value is 0"],
    ["probes", { steps: 1 }, "probes must be a list of at most 64 clips"],
    ["probes", [{ name: "a", steps: 1e9 }], "probes.steps must be an integer in 1 … 4096, current value is 1000000000"],
    ["memory", undefined, "memory.corrections must be a list of texts"],
    [
      "memory.corrections",
      new Array(100_000).fill(""),
      "memory.corrections must be at most 16384, current value is 100000",
    ],
  ];
  for (const [path, value, what] of cases) {
    const message = `Cannot use the model: ${what} (is it of another version?)`;
    assert.throws(() => modelFromContents(damaged(path, value)), new SyntaxError(message), path);
  }
  assert.throws(
    () => modelFromContents(damaged("recipeDetails.hearing.spectrum", { ...SEED_SPECTRUM, scalesSeconds: [] })),
    new SyntaxError(
      "Cannot use the model: Cannot make spectra: scalesSeconds must be 1 … 16 different positive integers, " +
        "together at most 600, current value is []",
    ),
  );
  assert.throws(
    () => modelFromContents(damaged("recipeDetails.crf.emission.width", 0)),
    new SyntaxError(
      "Cannot use the model: Cannot build a radial basis: width must be finite and > 0, current value is 0",
    ),
  );
});

Deno.test("tensors that would break maps are refused", () => {
  const cases: [string, number, string][] = [
    ["calibration.bias", 101, "calibration.bias must be in ±100"],
    ["probes.maps", 0, "probes.maps must be > 0"],
    ["crf.information", -1, "crf.information must be ≥ 0"],
  ];
  for (const [name, value, what] of cases) {
    const contents = written(modelContents({ ...model, probes: makeProbes(model, data.slice(0, 1), kernels) }));
    contents.tensors[name].data[1] = value;
    const message = `Cannot use the model: ${what} (is it of another version?)`;
    assert.throws(() => modelFromContents(contents), new SyntaxError(message));
  }
});

Deno.test("nothing that can be put into the metadata makes it fail in another way", () => {
  const paths: string[] = [];
  const extended = { ...quick, hearing: { ...quick.hearing, regressionLayers: [1], crfLayers: [2] } };
  const whole = trainModel(data, { ...extended, dbn: { ...quick.dbn, head: { kind: "gaussian" } } }, 1, kernels);
  const walk = (value: unknown, path: string) => {
    if (path) paths.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}.${key}` : key);
  };
  walk(written(modelContents(whole)).metadata, "");
  assert.ok(paths.length > 40);
  for (const path of paths) {
    for (const junk of [undefined, null, "x", -1, 0.5, 1e12, [], {}, true]) {
      try {
        modelFromContents(damaged(path, junk, whole));
      } catch (error) {
        assert.ok(
          error instanceof SyntaxError && error.message.startsWith("Cannot use the model: ") ||
            path === "featureVersion" && error instanceof RangeError,
          `${path}: ${error}`,
        );
      }
    }
  }
});
