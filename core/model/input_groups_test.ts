import assert from "node:assert/strict";
import { DESCRIPTOR_NAMES, descriptorColumn } from "../signal/descriptors.ts";
import { binCount, binToHz } from "../signal/frames.ts";
import { SEED_SPECTRUM, spectrumColumns } from "../signal/step_spectrum_spec.ts";
import type { Attribution } from "./attribution.ts";
import { heardColumns } from "./hearing.ts";
import { descriptorKind, frequencyBands, groupAttribution, runAttribution, totalShare } from "./input_groups.ts";
import { byTimeScale } from "./listening_gradient.ts";
import type { HearingSpec } from "./recipe.ts";

Deno.test("bands are half octaves that hold every bin once, each at least two", () => {
  for (const [frameSamples, count] of [[512, 12], [1024, 14], [2048, 16]]) {
    const frames = { ...SEED_SPECTRUM, frameSamples }, bands = frequencyBands(frames);
    assert.deepEqual([bands[0].first, bands.at(-1)!.end, bands.length], [0, binCount(frames), count]);
    bands.forEach(({ lowHz, highHz, first, end }, i) => {
      assert.ok(end - first >= 2);
      assert.ok(binToHz(first, frames) >= lowHz * (1 - 1e-9) && binToHz(end - 1, frames) <= highHz);
      if (i === 0) return;
      assert.deepEqual([first, Math.round(lowHz)], [bands[i - 1].end, Math.round(bands[i - 1].highHz)]);
      assert.ok(Math.abs(highHz / lowHz - Math.SQRT2) < 1e-9);
    });
  }
});

Deno.test("every descriptor is of a kind that has a name, a harmony of its window", () => {
  assert.deepEqual([...new Set(DESCRIPTOR_NAMES.map((_, column) => descriptorKind(column)))], [
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
    "chroma",
  ]);
  assert.equal(descriptorKind(descriptorColumn("loudness")), "loudness");
});

/** Every input's share is a number of its own. */
function attributionOf(hearing: HearingSpec): Attribution {
  const table = (columns: number, by: number) =>
    byTimeScale((scale) => Float64Array.from({ length: columns }, (_, i) => by * (i + scale.length)));
  return {
    reading: { kind: "valence" },
    hearing,
    value: 0,
    baseline: 0,
    network: table(hearing.network === "none" ? 0 : spectrumColumns(hearing.spectrum ?? SEED_SPECTRUM), 1),
    descriptors: table(heardColumns(hearing).length, -2),
    seconds: new Float64Array(0),
    missed: 0,
  };
}
const FIVE_SCALES: HearingSpec = {
  descriptors: ["shape", "chroma"],
  network: "trained",
  spectrum: { ...SEED_SPECTRUM, statistics: "mean+deviation", scalesSeconds: [1, 2, 4, 8, 16] },
};

Deno.test("groups sum to what their inputs do, and runs to what the bands do", () => {
  for (const hearing of [{ descriptors: true, network: "trained" } as const, FIVE_SCALES]) {
    const attribution = attributionOf(hearing), groups = groupAttribution(attribution);
    const sum = (shares: { shares: Record<string, number> }[]) =>
      shares.reduce((all, one) => all + totalShare(one as never), 0);
    const all = [attribution.network, attribution.descriptors].flatMap((one) =>
      Object.values(one).flatMap((values) => [...values])
    );
    assert.equal(sum(groups), all.reduce((a, b) => a + b));
    assert.equal(sum(runAttribution(attribution)), sum(groups.filter(({ group }) => group.kind === "band")));
  }
  assert.equal(groupAttribution(attributionOf({ descriptors: true, network: "trained" })).length, 12 + 10);
  const deaf = attributionOf({ descriptors: true, network: "none" });
  assert.deepEqual([groupAttribution(deaf).length, runAttribution(deaf)], [10, []]);
});

Deno.test("a band has its bins of every window and statistic, a run its own columns, a kind its descriptors'", () => {
  const attribution = attributionOf(FIVE_SCALES);
  const only = (table: "network" | "descriptors", column: number) => {
    const song = new Float64Array(attribution[table].song.length);
    song[column] = 1;
    const silent = (values: Float64Array) => byTimeScale(() => new Float64Array(values.length));
    const one = { network: silent(attribution.network.song), descriptors: silent(attribution.descriptors.song) };
    one[table].song = song;
    const found = { ...attribution, ...one };
    return {
      groups: groupAttribution(found).filter((share) => totalShare(share) === 1).map(({ group }) => group),
      runs: runAttribution(found).filter((share) => totalShare(share) === 1).map(({ run }) => run),
    };
  };
  // 1 kHz, in every run.
  const bin = Math.round(1000 / (22050 / 512));
  for (const [run, seconds, statistic] of [[0, 1, "mean"], [1, 1, "deviation"], [4, 4, "mean"], [9, 16, "deviation"]]) {
    const { groups: [band, ...others], runs } = only("network", Number(run) * 257 + bin);
    assert.ok(band.kind === "band" && band.lowHz <= 1000 && band.highHz > 1000 && others.length === 0);
    assert.deepEqual(runs, [{ seconds, statistic }]);
  }
  assert.deepEqual(only("descriptors", 3), { groups: [{ kind: "descriptors", name: "spectral shape" }], runs: [] });
  assert.deepEqual(only("descriptors", 4), { groups: [{ kind: "descriptors", name: "chroma" }], runs: [] });
});
