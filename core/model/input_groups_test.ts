import assert from "node:assert/strict";
import { DESCRIPTOR_NAMES } from "../signal/step_features.ts";
import type { Attribution } from "./attribution.ts";
import { SPECTRUM_BINS } from "./hearing.ts";
import { descriptorKind, frequencyBands, groupAttribution, NETWORK_INPUT_HZ, totalShare } from "./input_groups.ts";
import { byTimeScale } from "./listening_gradient.ts";

Deno.test("bands are half octaves that hold every input once, each at least two", () => {
  const bands = frequencyBands();
  assert.deepEqual([bands[0].first, bands.at(-1)!.end, bands.length], [0, SPECTRUM_BINS, 12]);
  bands.forEach(({ lowHz, highHz, first, end }, i) => {
    assert.ok(end - first >= 2);
    assert.ok(NETWORK_INPUT_HZ[first] >= lowHz * (1 - 1e-9) && NETWORK_INPUT_HZ[end - 1] <= highHz);
    if (i === 0) return;
    assert.deepEqual([first, Math.round(lowHz)], [bands[i - 1].end, Math.round(bands[i - 1].highHz)]);
    assert.ok(Math.abs(highHz / lowHz - Math.SQRT2) < 1e-9);
  });
});

Deno.test("every descriptor is of a kind that has a name, a harmony of its window", () => {
  const kinds = new Set(DESCRIPTOR_NAMES.map(descriptorKind));
  assert.deepEqual([...kinds], [
    "timbre",
    "timbre, its variation",
    "spectral contrast",
    "spectral shape",
    "loudness",
    "register",
    "rhythm",
    "harmony, 1 s",
    "harmony, 4 s",
    "harmony, 16 s",
  ]);
  assert.deepEqual(["tonnetz.3", "novelty"].map(descriptorKind), ["tonnetz", "novelty"]);
});

Deno.test("groups sum to what their inputs do", () => {
  const table = (columns: number, by: number) =>
    byTimeScale((scale) => Float64Array.from({ length: columns }, (_, i) => by * (i + scale.length)));
  const attribution: Attribution = {
    reading: { kind: "valence" },
    value: 0,
    baseline: 0,
    network: table(SPECTRUM_BINS, 1),
    descriptors: table(DESCRIPTOR_NAMES.length, -2),
    seconds: new Float64Array(0),
    missed: 0,
  };
  const groups = groupAttribution(attribution), total = groups.reduce((sum, group) => sum + totalShare(group), 0);
  const all = [attribution.network, attribution.descriptors].flatMap((one) =>
    Object.values(one).flatMap((v) => [...v])
  );
  assert.equal(total, all.reduce((a, b) => a + b));
  assert.equal(groups.length, 12 + 10);
  const deaf = { ...attribution, network: table(0, 1) };
  assert.equal(groupAttribution(deaf).length, 10);
});
