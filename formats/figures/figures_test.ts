import assert from "node:assert/strict";
import fc from "fast-check";
import type { Attribution } from "../../core/model/attribution.ts";
import { byTimeScale, TIME_SCALES } from "../../core/model/listening_gradient.ts";
import { heardColumns, SPECTRUM_BINS } from "../../core/model/hearing.ts";
import type { ModelInsight, UnitInsight } from "../../core/model/insight.ts";
import { CELL_COUNT } from "../../core/emotion/grid.ts";
import { seededRandom } from "../../core/random.ts";
import type { HearingSpec } from "../../core/model/recipe.ts";
import { binToHz } from "../../core/signal/frames.ts";
import {
  SEED_SPECTRUM,
  spectrumColumns,
  spectrumRuns,
  type StepSpectrumSpec,
} from "../../core/signal/step_spectrum_spec.ts";
import { insightJson } from "../insight_json.ts";
import { randomTimeline } from "../testing.ts";
import { attributionFigure, type ExplainedStep } from "./attribution_figure.ts";
import { amountColour, LESS_COLOUR, MORE_COLOUR, signedColour } from "./colours.ts";
import { changeMap, probabilityMap } from "./map_panel.ts";
import { mapRowFigure } from "./map_row_figure.ts";
import { linearScale, logScale, logTicks, roundTicks, shortHz, signedText, timeText } from "./scales.ts";
import { type FiringUnits, songFigure } from "./song_figure.ts";
import { element } from "./svg.ts";
import { unitFigure, unitsFigure } from "./unit_figure.ts";

const random = seededRandom(1);
const normals = (length: number) => Float64Array.from({ length }, () => random.normal());
const HOSTILE = `<script>alert("x")</script> & 'y' \u0000\ud800`;

const unit = (layer: number, number: number): UnitInsight => ({
  layer,
  unit: number,
  deviation: 0.2,
  change: normals(CELL_COUNT).map((value) => value / 1000),
  shift: { valence: 0.0123, arousal: -0.0456 },
  influence: 0.02,
  projected: normals(SPECTRUM_BINS),
  preferred: normals(SPECTRUM_BINS),
  highest: 0.9,
  atMean: 0.5,
});
const insight: ModelInsight = {
  id: HOSTILE,
  recipe: "tiny",
  seed: 1,
  layers: [6, 4],
  runs: spectrumRuns(SEED_SPECTRUM),
  frequenciesHz: Float64Array.from({ length: SPECTRUM_BINS }, (_, bin) => binToHz(bin, SEED_SPECTRUM)),
  decibelsPerDeviation: new Float64Array(SPECTRUM_BINS).fill(8),
  map: new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT),
  heardUnits: 10,
  units: [unit(0, 2), unit(1, 0)],
};
const HEARING: HearingSpec = { descriptors: true, network: "trained" };
/** Means and deviations over two windows. */
const MANY_RUNS: StepSpectrumSpec = { ...SEED_SPECTRUM, statistics: "mean+deviation", scalesSeconds: [1, 4] };
const firing = (steps: number): FiringUnits => ({
  name: HOSTILE,
  stepSeconds: 1,
  steps: randomTimeline(1, { stepCount: steps }).steps,
  activations: insight.units.map((_, i) =>
    Float64Array.from({ length: steps }, (_, t) => t === 7 + 10 * i ? 0.9 : 0.1)
  ),
});
const attribution = (kind: "valence" | "arousal", by = 1e-4, hearing = HEARING): Attribution => ({
  reading: { kind },
  hearing,
  value: 0.25,
  baseline: -0.05,
  network: byTimeScale(() => normals(spectrumColumns(hearing.spectrum ?? SEED_SPECTRUM)).map((value) => by * value)),
  descriptors: byTimeScale(() => normals(heardColumns(hearing).length).map((value) => by * value)),
  seconds: normals(40).map((value) => by * value),
  missed: 0,
});
const explained = (attributions: Attribution[]): ExplainedStep => ({
  model: HOSTILE,
  song: HOSTILE,
  startSeconds: 65,
  stepSeconds: 1,
  windowSeconds: 8,
  attributions,
});
/** The first unit, when most of what it prefers is in the third of four spectra, at one bin. */
const manyRuns = (): [ModelInsight, UnitInsight] => {
  const preferred = normals(4 * SPECTRUM_BINS).map((value) => value / 100), projected = normals(4 * SPECTRUM_BINS);
  preferred[2 * SPECTRUM_BINS + 100] = 9;
  const one = { ...insight.units[0], preferred, projected };
  const decibelsPerDeviation = new Float64Array(4 * SPECTRUM_BINS).fill(8);
  return [{ ...insight, runs: spectrumRuns(MANY_RUNS), decibelsPerDeviation, units: [one] }, one];
};
const manyRunsExplained = () =>
  explained([attribution("valence", 1e-4, { ...HEARING, spectrum: MANY_RUNS, descriptors: ["shape"] })]);
const FIGURES: [name: string, svg: string][] = [
  ["a unit", unitFigure(insight, insight.units[0])],
  ["a unit of many spectra", unitFigure(...manyRuns())],
  ["an attribution by many spectra", attributionFigure(manyRunsExplained())],
  ["units", unitsFigure(insight, insight.units)],
  ["a song", songFigure(insight, firing(40))],
  ["a song of a second", songFigure(insight, firing(1))],
  ["an attribution", attributionFigure(explained([attribution("valence"), attribution("arousal")]))],
  ["maps in a row", mapRowFigure(randomTimeline(1, { stepCount: 20, name: HOSTILE }), { maps: 10 })],
  ["one map", mapRowFigure(randomTimeline(1, { stepCount: 1, stepSeconds: 0.5 }))],
  ["an attribution of nothing", attributionFigure(explained([attribution("valence", 0)]))],
];

/** Tags that are opened and closed in turn, each attribute quoted: enough of XML for what we write. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(/<(\/?)([\w]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g, (_, closes, name, _attributes, empty) => {
    if (closes) assert.equal(open.pop(), name);
    else if (!empty) open.push(name);
    return "";
  });
  assert.deepEqual(open, []);
  assert.ok(!/[<>]|&(?!amp;|lt;|gt;|quot;|#39;)/.test(rest), rest.slice(0, 200));
}

Deno.test("figures are well-formed, name themselves, and run nothing of what strangers called their files", () => {
  for (const [name, svg] of FIGURES) {
    assertWellFormed(svg);
    assert.match(
      svg,
      /^<svg xmlns="[^"]+" viewBox="0 0 [\d.]+ [\d.]+" [^>]*role="img"[^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/,
      name,
    );
    assert.ok(!svg.includes("<script"), name);
    assert.ok(!/NaN|Infinity|undefined/.test(svg), name);
    // deno-lint-ignore no-control-regex
    assert.ok(svg.isWellFormed() && !/\u0000/.test(svg), name);
  }
});

Deno.test("a unit's figure tells layer and unit from 1, the pull, both units of its spectra", () => {
  const svg = unitFigure(insight, insight.units[0]);
  for (
    const text of [
      "Layer 1, unit 3",
      "valence +0.012",
      "arousal −0.046",
      "2.00 %",
      ">deviations<",
      ">dB<",
      ">Hz<",
      ">10k<",
    ]
  ) {
    assert.ok(svg.includes(text), text);
  }
});

Deno.test("a unit that hears many spectra shows the one it prefers most of, and says which", () => {
  const svg = unitFigure(...manyRuns()), hz = Math.round(insight.frequenciesHz[100]);
  assert.match(svg, />mean over 4 s: (99|100) % of what it prefers</);
  assert.ok(svg.includes(`is excited most around ${hz} Hz`), svg.slice(0, 600));
  assert.ok(!unitFigure(insight, insight.units[0]).includes("of what it prefers"), "one spectrum needs no name");
});

Deno.test("an attribution by many spectra has rows for them below the bands, one by one spectrum has none", () => {
  const names = ["mean over 1 s", "deviation over 1 s", "mean over 4 s", "deviation over 4 s"];
  const svg = attributionFigure(manyRunsExplained()), one = attributionFigure(explained([attribution("valence")]));
  for (const name of names) assert.ok(svg.includes(`>${name}<`) && !one.includes(name), name);
});

Deno.test("the map's last cell is at the top right, and more is orange", () => {
  const change = new Float64Array(CELL_COUNT);
  [change[120], change[0]] = [0.5, -0.5];
  const { markup } = changeMap(change, 0.5, 110);
  assert.ok(markup.includes(`<path d="M10 0h1v1h-1z" fill="${MORE_COLOUR}"/>`));
  assert.ok(markup.includes(`<path d="M0 10h1v1h-1z" fill="${LESS_COLOUR}"/>`));
});

Deno.test("a map's most probable cell is the darkest, and the ring lies at the mean", () => {
  const heatmap = new Float64Array(CELL_COUNT);
  heatmap[120] = 1;
  const { markup } = probabilityMap(heatmap, { arousal: 0.5, valence: -0.5 }, {
    maximum: 1,
    size: 110,
    withAxes: false,
  });
  assert.ok(markup.includes('<path d="M10 0h1v1h-1z" fill="#0b3c75"/>'));
  assert.ok(markup.includes('cx="27.5" cy="27.5"') && !markup.includes("valence"));
});

Deno.test("a row of maps shows the seconds of the range; of a long one evenly spaced ones, its ends among them", () => {
  const timeline = randomTimeline(1, { stepCount: 100 });
  const times = (options: Parameters<typeof mapRowFigure>[1]) =>
    [...mapRowFigure(timeline, options).matchAll(/>(\d+:\d\d)<\/text>/g)].map(([, time]) => time);
  assert.deepEqual(times({ fromSeconds: 10, toSeconds: 14 }), ["0:10", "0:11", "0:12", "0:13"]);
  assert.deepEqual(times({ maps: 4 }), ["0:00", "0:33", "1:06", "1:39"]);
  assert.deepEqual(times({ maps: 1 }), ["0:49"]);
  assert.deepEqual(times({}).length, 8);
  assert.deepEqual(
    [...mapRowFigure(randomTimeline(1, { stepSeconds: 0.5 })).matchAll(/>(\d+:\d\d\.\d\d)<\/text>/g)].map(([, t]) => t),
    ["0:00.00", "0:00.50", "0:01.00"],
  );
});

Deno.test("a range without a step, and a number of maps that is none, are refused", () => {
  assert.throws(() => mapRowFigure(randomTimeline(1), { fromSeconds: 2.5 }), {
    name: "RangeError",
    message:
      "Cannot draw maps: a step must begin in the range, current value is 2.5 … Infinity s (the timeline lasts 2.5 s)",
  });
  assert.throws(() => mapRowFigure(randomTimeline(1), { maps: 0 }), {
    name: "RangeError",
    message: "Cannot draw maps: their number must be a positive integer, current value is 0",
  });
});

Deno.test("a song's figure marks when each unit fires most", () => {
  const svg = songFigure(insight, firing(40));
  assert.match(svg, /<desc>The unit of layer 1, unit 3 fires most at 0:07, [^<]*layer 2, unit 1 fires most at 0:17,/);
});

Deno.test("an attribution's figure has every time-scale, the step's time and what the shares sum to", () => {
  const svg = attributionFigure(explained([attribution("arousal")]));
  for (
    const text of ["at 1:05", ">song<", ">last 8 s<", ">this second<", ">neighbours<", ">0–244 Hz<", ">harmony, 16 s<"]
  ) {
    assert.ok(svg.includes(text), text);
  }
  assert.ok(svg.includes("training mean −0.050, move +0.300, here +0.250"));
  assert.equal(TIME_SCALES.length, 4);
});

Deno.test("colours are symmetric about the middle and end at the scale's ends", () => {
  assert.deepEqual([signedColour(9, 1), signedColour(-9, 1)], [MORE_COLOUR, LESS_COLOUR]);
  assert.deepEqual([signedColour(0, 1), signedColour(5, 0)], [signedColour(0, 7), signedColour(0, 1)]);
  assert.deepEqual([amountColour(0, 1), amountColour(2, 1)], ["#ffffff", "#0b3c75"]);
});

Deno.test("ticks are round, ascend and lie within", () => {
  assert.deepEqual(roundTicks(-0.3, 0.3, 4), [-0.2, 0, 0.2]);
  assert.deepEqual(roundTicks(0, 0, 4), [0]);
  assert.deepEqual(logTicks(43, 11025), [50, 100, 200, 500, 1000, 2000, 5000, 10000]);
  const any = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(any, any, fc.integer({ min: 1, max: 20 }), (a, b, count) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)], ticks = roundTicks(low, high, count);
      assert.ok(ticks.length <= count + 2);
      ticks.forEach((tick, i) => assert.ok(i === 0 || tick > ticks[i - 1]));
    }),
    { seed: 1 },
  );
});

Deno.test("scales and texts", () => {
  assert.deepEqual([linearScale([0, 2], [10, 30])(1), linearScale([1, 1], [0, 8])(1)], [20, 4]);
  assert.ok(Math.abs(logScale([10, 1000], [0, 2])(100) - 1) < 1e-12);
  assert.deepEqual([shortHz(43.1), shortHz(1378), shortHz(11025)], ["43", "1.4k", "11k"]);
  assert.deepEqual([signedText(-0.004, 2), signedText(-1.5, 1), signedText(2, 0)], ["0.00", "−1.5", "+2"]);
  assert.deepEqual([timeText(7.9), timeText(754), timeText(3723)], ["0:07", "12:34", "1:02:03"]);
  assert.equal(element("a", { b: 1.005, c: undefined, d: "<" }, "&").markup, '<a b="1" d="&lt;">&amp;</a>');
});

Deno.test("the JSON counts from 1 as the figures do, and its groups sum to the shares", () => {
  const one = attribution("valence"), json = insightJson(insight, { firing: firing(40), explained: explained([one]) });
  // deno-lint-ignore no-explicit-any
  const { format, version, units, song } = JSON.parse(JSON.stringify(json)) as any;
  assert.deepEqual([format, version, units[0].layer, units[0].unit], ["moodline-insight", 1, 1, 3]);
  assert.deepEqual(song.activations[1].strongestSeconds[0], 17);
  const [{ reading, groups, runs }] = song.explained.attributions;
  const all = groups.reduce((sum: number, group: { all: number }) => sum + group.all, 0);
  const shares = TIME_SCALES.flatMap((scale) => [...one.network[scale], ...one.descriptors[scale]]);
  assert.equal(reading, "valence");
  const bands = groups.filter(({ kind }: { kind: string }) => kind === "band");
  const inBands = bands.reduce((sum: number, band: { all: number }) => sum + band.all, 0);
  assert.deepEqual([runs.length, runs[0].seconds, runs[0].statistic], [1, 1, "mean"]);
  assert.ok(Math.abs(runs[0].all - inBands) < 1e-12);
  assert.ok(Math.abs(all - shares.reduce((a, b) => a + b)) < 1e-12);
  assert.equal("song" in insightJson(insight), false);
});
