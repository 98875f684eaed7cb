import assert from "node:assert/strict";
import { songs } from "../../core/model/testing.ts";
import { mean } from "../../core/statistics.ts";
import { DESCRIPTOR_NAMES, type StepFeatures } from "../../core/signal/step_features.ts";
import { fitNovelty, novelty, noveltyCodes } from "./novelty.ts";

const features = songs(6, 1, 20).map((piece) => piece.features), scale = fitNovelty(features);

Deno.test("over the training steps novelty has mean 0 and deviation 1, and each code has a third", () => {
  const all = features.flatMap((one) => [...novelty(one, scale)]);
  assert.ok(Math.abs(mean(all)) < 1e-9 && Math.abs(mean(all.map((value) => value * value)) - 1) < 1e-9);
  const codes = [...noveltyCodes(Float64Array.from(all), scale)];
  for (const code of [0, 1, 2]) assert.equal(codes.filter((one) => one === code).length, all.length / 3);
});

Deno.test("a step that sounds like the one before is the least novel, the one where the music changes the most", () => {
  const steps = 6, width = DESCRIPTOR_NAMES.length;
  const descriptors = Float32Array.from({ length: steps * width }, (_, i) => i < 3 * width ? 0 : 100);
  const song: StepFeatures = { steps, spectra: new Float32Array(0), descriptors };
  const values = novelty(song, scale);
  assert.equal(values.indexOf(Math.max(...values)), 3);
  assert.deepEqual([...values].filter((_, t) => t !== 3), Array(5).fill(values[0]));
  assert.deepEqual([...noveltyCodes(values, scale)], [0, 0, 0, 2, 0, 0]);
});

Deno.test("a piece of one step has nothing to differ from", () => {
  const [one] = features, first = { ...one, steps: 1, descriptors: one.descriptors.slice(0, DESCRIPTOR_NAMES.length) };
  assert.equal(noveltyCodes(novelty(first, scale), scale)[0], 0);
});
