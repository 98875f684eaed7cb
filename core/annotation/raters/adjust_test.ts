import assert from "node:assert/strict";
import fc from "fast-check";
import type { RatingSeries } from "../series.ts";
import { adjustSeries } from "./adjust.ts";
import { fitRaters } from "./fit.ts";
import { type Rater, type RaterAxis, type RaterModel, RELATIVE_LAGS } from "./model.ts";

const MEAN: RaterAxis = { offset: 0, gain: 1, noise: 0.2, lagSeconds: 0, driftPerMinute: 0, rawOffset: 0 };

function rater(
  annotator: string,
  arousal: Partial<RaterAxis>,
  valence: Partial<RaterAxis> = {},
  spamProbability = 0,
): Rater {
  return { annotator, series: 3, spamProbability, arousal: { ...MEAN, ...arousal }, valence: { ...MEAN, ...valence } };
}

function model(...raters: Rater[]): RaterModel {
  return { ...fitRaters([], { lag: RELATIVE_LAGS }), raters, spamShare: 0.1 };
}

function rated(annotator: string, values: number[], piece = "p"): RatingSeries {
  const ratings = Float64Array.from(values), times = ratings.map((_, n) => n);
  return { piece, annotator, times, arousal: ratings, valence: ratings };
}

const rounded = (values: Float64Array) => [...values].map((value) => Math.round(value * 1e9) / 1e9 + 0);

Deno.test("offset, drift and gain are taken off; half a gain at most is made good; the plane is kept to", () => {
  const [one] = adjustSeries([rated("a", [0.1, 0.3, 0.5])], model(rater("a", { offset: 0.1, gain: 2 }, { gain: 0.1 })));
  assert.deepEqual([rounded(one.arousal), rounded(one.valence)], [[0, 0.1, 0.2], [0.2, 0.6, 1]]);
  // Three bins of a second: the middle is at 1.5 s.
  const [drifting] = adjustSeries([rated("a", [0, 0, 0])], model(rater("a", { driftPerMinute: 6 })));
  assert.deepEqual(rounded(drifting.arousal), [0.15, 0.05, -0.05]);
});

Deno.test("each axis moves back by its own lag, and both keep holding", () => {
  const [one] = adjustSeries(
    [rated("a", [0, 0.1, 0.2, 0.3])],
    model(rater("a", { lagSeconds: 1.25 }, { lagSeconds: -0.5 })),
  );
  assert.deepEqual([...one.times], [0, 0.75, 1.5, 1.75, 2.5, 3.5]);
  assert.deepEqual(rounded(one.arousal), [0.1, 0.2, 0.2, 0.3, 0.3, 0.3]);
  assert.deepEqual(rounded(one.valence), [0, 0, 0.1, 0.1, 0.2, 0.3]);
});

Deno.test("adjusted times ascend from the first rating on, and values stay in the plane, whatever the rater", () => {
  const lags = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      lags,
      lags,
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }),
      (a, v, values) => {
        const [{ times, arousal, valence }] = adjustSeries(
          [rated("a", values)],
          model(rater("a", { lagSeconds: a }, { lagSeconds: v })),
        );
        assert.equal(times[0], 0);
        times.forEach((time, n) => assert.ok(n === 0 || time > times[n - 1]));
        assert.deepEqual([arousal.length, valence.length], [times.length, times.length]);
        assert.equal(arousal.at(-1), values.at(-1));
        assert.equal(valence.at(-1), values.at(-1));
      },
    ),
    { seed: 1 },
  );
});

Deno.test("weights say how likely a rater listens; spam is left out, but never a whole piece", () => {
  const all = ["sure", "anybody", "doubtful", "spammer"].map((name) => rated(name, [0, 0.1]));
  const known = model(
    rater("sure", {}),
    rater("anybody", {}, {}, 0.1),
    rater("doubtful", {}, {}, 0.55),
    rater("spammer", {}, {}, 0.9999),
  );
  const adjusted = adjustSeries([...all, rated("stranger", [0.5, 0.6]), rated("spammer", [0, 0.1], "q")], known);
  assert.deepEqual(
    adjusted.map(({ piece, annotator, weight }) => [piece, annotator, weight && Math.round(weight * 1e9) / 1e9]),
    [
      ["p", "sure", 1],
      ["p", "anybody", 1],
      ["p", "doubtful", 0.5],
      ["p", "stranger", undefined],
      ["q", "spammer", undefined],
    ],
  );
});
