import assert from "node:assert/strict";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import { earthMoversDistance } from "../evaluation/transport.ts";
import { seededRandom } from "../random.ts";
import type { MoveCorrection } from "../review/correction.ts";
import { type MoodModel, predict } from "./model.ts";
import { makeProbes, probeReport } from "./probes.ts";
import { retrainModel } from "./retrain.ts";
import { moodFeatures, randomMood, songs, TINY_RECIPE } from "./testing.ts";
import { trainModel } from "./train.ts";

const kernels = await createWasmKernels({ threads: 1 });
const bare = trainModel(songs(12, 2), { ...TINY_RECIPE, hearing: { descriptors: true, network: "none" } }, 1, kernels);

function clip(seed: number, steps: number) {
  const random = seededRandom(seed);
  return { name: `clip ${seed}`, features: moodFeatures(randomMood(steps, random), random) };
}

const clips = [clip(1, 30), clip(2, 7)];
const model: MoodModel = { ...bare, probes: makeProbes(bare, clips, kernels) };

function learn(parent: MoodModel, id: string, features: typeof clips[0]["features"]): MoodModel {
  const move: MoveCorrection = {
    ...{ kind: "move", id, timeSeconds: 0, durationSeconds: 6, value: { valence: 0.8, arousal: -0.8 } },
    ...{ confidence: 1, annotator: "a", tool: "test" },
  };
  return { ...parent, ...retrainModel(parent, [{ features, corrections: [move] }], kernels) };
}

Deno.test("probes are the middle of each clip, with the model's maps of it", () => {
  assert.deepEqual(model.probes.map(({ name, features }) => [name, features.steps]), [["clip 1", 20], ["clip 2", 7]]);
  const [long] = model.probes, width = long.features.descriptors.length / 20;
  assert.deepEqual(long.features.descriptors, clips[0].features.descriptors.subarray(5 * width, 25 * width));
  assert.deepEqual(long.maps, predict(bare, long.features, kernels).maps.map(Math.fround));
  assert.deepEqual(makeProbes(bare, [{ ...clips[0], features: { ...clips[0].features, steps: 0 } }], kernels), []);
});

Deno.test("a version that says the same has not moved; one without probes cannot tell", () => {
  const report = probeReport(model, model, kernels)!;
  assert.deepEqual([report.clips, report.steps], [2, 27]);
  assert.deepEqual(report.fromParent, { klNats: 0, emd: 0, farthestEmd: 0 });
  assert.ok(report.fromOriginal.klNats < 1e-6 && report.fromOriginal.emd < 1e-6, "kept in f32");
  assert.equal(probeReport(bare, model, kernels), null);
});

Deno.test("how far maps have moved, written out", () => {
  const moved = { ...model, parameters: model.parameters.map((value, i) => value + 0.1 * Math.sin(i)) };
  const { fromParent } = probeReport(model, moved, kernels)!, emds: number[] = [];
  let kl = 0;
  for (const { features } of model.probes) {
    const [p, q] = [model, moved].map((own) => predict(own, features, kernels).maps);
    p.forEach((share, i) => kl += share * Math.log(share / q[i]) / 27);
    for (let at = 0; at < p.length; at += CELL_COUNT) {
      emds.push(earthMoversDistance(p.subarray(at, at + CELL_COUNT), q.subarray(at, at + CELL_COUNT)));
    }
  }
  assert.ok(kl > 1e-3 && Math.abs(fromParent.klNats - kl) < 1e-12);
  assert.ok(Math.abs(fromParent.emd - emds.reduce((a, b) => a + b) / 27) < 1e-12);
  assert.equal(fromParent.farthestEmd, Math.max(...emds));
});

Deno.test("a correction of other music hardly moves them, one of a probe does; small steps add up from the first of the line", () => {
  const other = probeReport(model, learn(model, "m1", clip(9, 20).features), kernels)!;
  const child = learn(model, "m1", clips[1].features), own = probeReport(model, child, kernels)!;
  assert.ok(own.fromParent.emd > 5 * other.fromParent.emd, `${own.fromParent.emd} and ${other.fromParent.emd}`);
  const again = probeReport(child, learn(child, "m2", clips[0].features), kernels)!;
  assert.ok(again.fromOriginal.emd > again.fromParent.emd);
});
