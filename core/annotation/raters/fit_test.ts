import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { mean } from "../../statistics.ts";
import { adjustSeries } from "./adjust.ts";
import { fitRaters } from "./fit.ts";
import { AXES, type RaterModel, RELATIVE_LAGS } from "./model.ts";
import { retests } from "./retest.ts";
import { simulateRaters, USUAL_RATERS } from "./simulate.ts";
import { errors, oracleEstimates, rms, shareWithin } from "./testing.ts";

/** Enough for simulated raters to settle to what their ratings tell. */
const OPTIONS = { lag: RELATIVE_LAGS, maxIterations: 15 };

Deno.test("offsets, lags, gains, noise, drift and spammers of simulated raters are recovered", () => {
  // 40 raters, 4 of them spammers, 12 pieces of 30–60 s, noise SD .2–.3, own readings SD .1, lags of 1–4 s.
  const lags: number[] = [], offsets: number[] = [], gains: number[] = [], noises: number[] = [], drifts: number[] = [];
  const knownLags: number[] = [], knownOffsets: number[] = [];
  let found = 0, wrong = 0, missed = 0;
  for (const seed of [1, 2, 3, 4, 5]) {
    const simulation = simulateRaters(USUAL_RATERS, seededRandom(seed)), model = fitRaters(simulation.series, OPTIONS);
    const oracle = oracleEstimates(simulation, USUAL_RATERS);
    knownLags.push(...errors(simulation, oracle, "lagSeconds"));
    knownOffsets.push(...errors(simulation, oracle, "offset"));
    lags.push(...errors(simulation, model.raters, "lagSeconds"));
    offsets.push(...errors(simulation, model.raters, "offset"));
    gains.push(...errors(simulation, model.raters, "gain"));
    noises.push(...errors(simulation, model.raters, "noise"));
    drifts.push(...errors(simulation, model.raters, "driftPerMinute"));
    simulation.raters.forEach(({ spam }, i) => {
      const said = model.raters[i].spamProbability > 0.5;
      if (said && spam) found++;
      else if (said) wrong++;
      else if (spam) missed++;
    });
  }
  assert.equal(found + missed, 20);
  assert.ok(found / (found + wrong) >= 0.95 && found / (found + missed) >= 0.95, `${found} found, ${wrong} wrong`);
  // Two standard errors of a lag are .24 s and of an offset .06 (own readings: .1/√12), whoever estimates: nearly all are within.
  assert.ok(rms(lags) < 0.2 && shareWithin(lags, 0.3) >= 0.95, `${rms(lags)}, ${shareWithin(lags, 0.3)} within .3 s`);
  assert.ok(rms(offsets) < 0.04 && shareWithin(offsets, 0.05) >= 0.9, `offsets: ${rms(offsets)}`);
  // Who knows the music and how raters differ is little nearer.
  const against = [rms(lags) / rms(knownLags), rms(offsets) / rms(knownOffsets)];
  assert.ok(against[0] < 1.1 && against[1] < 1.05, `as good as the oracle: ${against}`);
  // Gains were drawn with SD .2, drifts with .1, noises with .03: what remains is well below.
  assert.ok(rms(gains) < 0.08 && rms(drifts) < 0.06 && rms(noises) < 0.02, `${[gains, drifts, noises].map(rms)}`);
});

Deno.test("with 48 pieces every lag is within .3 s, and offsets are as near as readings let them be", () => {
  const spec = { ...USUAL_RATERS, raters: 12, pieces: 48, spam: 1 / 12 };
  const simulation = simulateRaters(spec, seededRandom(1)), { raters } = fitRaters(simulation.series, OPTIONS);
  const lags = errors(simulation, raters, "lagSeconds"), offsets = errors(simulation, raters, "offset");
  assert.equal(lags.length, 22);
  assert.ok(shareWithin(lags, 0.3) === 1, `${lags} s`);
  // .1/√48 = .0144; what rises above it are raters who often reach the edge of the plane.
  assert.ok(rms(offsets) < 0.02 && shareWithin(offsets, 0.05) >= 0.95, `${offsets}`);
  simulation.raters.forEach(({ spam }, i) => assert.equal(raters[i].spamProbability > 0.5, spam !== null));
});

Deno.test("two camps stay two: neither offsets nor adjusted ratings take the gap away", () => {
  const spec = { ...USUAL_RATERS, camps: { pieces: 3, gap: 1, share: 0.4 } };
  const simulation = simulateRaters(spec, seededRandom(6)), model = fitRaters(simulation.series, OPTIONS);
  const adjusted = adjustSeries(simulation.series, model);
  const listeners = new Set(simulation.raters.filter(({ spam }) => !spam).map(({ annotator }) => annotator));
  /** Mean valence over the last third of a divided piece, of each rater of one side. */
  const side = (series: typeof adjusted, piece: string, seconds: number, which: number) =>
    series.filter((one) => one.piece === piece && listeners.has(one.annotator)).flatMap(
      ({ annotator, times, valence }) => {
        if (simulation.camp(piece, annotator) !== which) return [];
        return [mean([...valence].filter((_, n) => times[n] > seconds * 2 / 3))];
      },
    );
  const spread = (values: number[]) => rms(values.map((value) => value - mean(values)));
  const gaps: number[] = [], rawGaps: number[] = [];
  let before = 0, after = 0;
  for (const { name, seconds } of simulation.pieces.slice(0, 3)) {
    const [up, down] = [1, -1].map((which) => side(adjusted, name, seconds, which));
    assert.ok(up.length > 8 && down.length > 8);
    gaps.push(mean(up) - mean(down));
    const [rawUp, rawDown] = [1, -1].map((which) => side(simulation.series, name, seconds, which));
    rawGaps.push(mean(rawUp) - mean(rawDown));
    after += spread(up) + spread(down);
    before += spread(rawUp) + spread(rawDown);
    // Bimodal: each camp as a whole lies on its side of the middle between them.
    const middle = (mean(up) + mean(down)) / 2,
      own = (x: number[], way: number) => x.filter((v) => way * (v - middle) > 0);
    assert.ok((own(up, 1).length + own(down, -1).length) / (up.length + down.length) > 0.95);
  }
  // The unit of the consensus is that of the mean gain: 1 of all raters, .93 … 1.07 of those whom a seed draws.
  assert.ok(mean(gaps) > 0.85 * mean(rawGaps), `gap ${mean(gaps)} of ${mean(rawGaps)}`);
  assert.ok(after < 0.8 * before, `within a camp raters come together: ${after} of ${before}`);
  assert.ok(
    rms(errors(simulation, model.raters, "offset")) < 0.045,
    `offsets ${rms(errors(simulation, model.raters, "offset"))}`,
  );
  simulation.raters.forEach(({ spam }, i) => assert.equal(model.raters[i].spamProbability > 0.5, spam !== null));
});

Deno.test("what a model hears in the music tells the raters' lags themselves, not only how they differ", () => {
  const simulation = simulateRaters({ ...USUAL_RATERS, raters: 20 }, seededRandom(3)), random = seededRandom(4);
  const off = new Map(simulation.pieces.map(({ name }) => [name, 0.1 * random.normal()]));
  const prior = (piece: string, seconds: number) => {
    const { arousal, valence } = simulation.consensus(piece, seconds), bias = off.get(piece)!;
    return { arousal: 0.7 * arousal + bias, valence: 0.7 * valence - bias };
  };
  const lag = { meanSeconds: 1, leastSeconds: 0, mostSeconds: 6 };
  const model = fitRaters(simulation.series, { lag, prior, maxIterations: 15 });
  const lags = AXES.flatMap((axis) =>
    simulation.raters.flatMap((rater, i) =>
      rater.spam ? [] : [model.raters[i][axis].lagSeconds - rater[axis].lagSeconds]
    )
  );
  assert.ok(rms(lags) < 0.3, `${rms(lags)}`);
});

Deno.test("retests tell those who do not listen from those who hear music in their own way", () => {
  // Two pieces, heard twice, in which everybody has a reading of SD .3 of their own.
  const spec = { ...USUAL_RATERS, pieces: 2, retested: 2, reading: 0.3, noise: [0.15, 0.15] as const };
  const simulation = simulateRaters(spec, seededRandom(9));
  const identical = ["piece000", "piece001"].map((piece) => [piece, `${piece} again`]);
  const wrong = (model: RaterModel) =>
    simulation.raters.reduce((sum, { spam }, i) => sum + Math.abs(model.raters[i].spamProbability - (spam ? 1 : 0)), 0);
  const told = fitRaters(simulation.series, { ...OPTIONS, identical }), untold = fitRaters(simulation.series, OPTIONS);
  assert.ok(wrong(told) < 1 && wrong(told) < wrong(untold), `${wrong(told)} against ${wrong(untold)}`);
  const found = retests(simulation.series, identical);
  assert.equal(found.length, 40);
  found.forEach(({ arousal, valence, annotator }, i) => {
    const { spam } = simulation.raters[i];
    assert.equal(annotator, simulation.raters[i].annotator);
    // Ninety pairs: a standard error of 8 %; ratings at the edge of the plane vary less.
    if (!spam) { for (const { noise } of [arousal, valence]) assert.ok(noise < 0.15 * 1.3, `${noise}`); }
    if (!spam) assert.ok(arousal.consistency! > 0.3, `${arousal.consistency}`);
    if (spam === "anywhere") assert.ok(arousal.noise > 0.4 && arousal.consistency! < 0.3);
  });
  assert.deepEqual(retests(simulation.series, []), []);
});

Deno.test("who rated one piece has no offset, gain or drift, and is judged like anybody", () => {
  const { series } = simulateRaters({ ...USUAL_RATERS, raters: 24, pieces: 8 }, seededRandom(7));
  const one = series.filter(({ piece, annotator }) => Number(annotator.slice(-3)) % 8 === Number(piece.slice(-3)));
  const model = fitRaters(one, OPTIONS);
  assert.equal(model.raters.length, 24);
  for (const { arousal, valence, spamProbability } of model.raters) {
    for (const { offset, gain, driftPerMinute } of [arousal, valence]) {
      // A variance of a thousandth squared leaves about a thousandth.
      assert.ok(Math.abs(offset) < 0.01 && Math.abs(gain - 1) < 0.01 && Math.abs(driftPerMinute) < 0.01);
    }
    assert.equal(spamProbability, model.spamShare);
  }
});

Deno.test("no series, no ratings, one rating and one rater give models that say nothing odd", () => {
  assert.deepEqual(fitRaters([], OPTIONS).raters, []);
  const times = Float64Array.of(), empty = { piece: "p", annotator: "a", times, arousal: times, valence: times };
  assert.deepEqual(fitRaters([empty], OPTIONS).raters, []);
  const single = { ...empty, times: Float64Array.of(2), arousal: Float64Array.of(1), valence: Float64Array.of(-1) };
  const still = {
    ...empty,
    times: Float64Array.of(0, 1, 2),
    arousal: new Float64Array(3),
    valence: new Float64Array(3),
  };
  for (const series of [[single], [still], [single, { ...still, annotator: "b" }], [still, { ...still, piece: "q" }]]) {
    for (const { arousal, valence, spamProbability } of fitRaters(series, OPTIONS).raters) {
      const numbers = [spamProbability, ...Object.values(arousal), ...Object.values(valence)];
      assert.ok(numbers.every(Number.isFinite), `${numbers}`);
      assert.ok(arousal.noise > 0 && Math.abs(arousal.lagSeconds) <= 3);
    }
  }
});

Deno.test("a mean lag outside the range is refused", () => {
  const lag = { meanSeconds: 2, leastSeconds: -1, mostSeconds: 1 };
  assert.throws(
    () => fitRaters([], { lag }),
    new RangeError("Cannot fit raters: the mean lag must be in -1 … 1 s, current value is 2"),
  );
});
