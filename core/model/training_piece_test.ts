import assert from "node:assert/strict";
import { simulateRaters, USUAL_RATERS } from "../annotation/raters/simulate.ts";
import { trainingMeanSystem } from "../evaluation/baselines/training_mean.ts";
import { crossValidate } from "../evaluation/cross_validate.ts";
import { referenceKernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { modelContents } from "./file.ts";
import { moodFeatures, songs, TINY_RECIPE } from "./testing.ts";
import { labelSequences, trainModel } from "./train.ts";
import { ratedSteps, type TrainingPiece, withModelledRaters } from "./training_piece.ts";

/** Simulated raters of music that sounds like what they agree on. */
function simulatedPieces(): { pieces: TrainingPiece[]; spammers: Set<string> } {
  const spec = { ...USUAL_RATERS, raters: 10, pieces: 5, seconds: [20, 24] as const, offset: 0.3 };
  const { series, raters, consensus, pieces } = simulateRaters(spec, seededRandom(2));
  return {
    spammers: new Set(raters.flatMap(({ spam, annotator }) => spam ? [annotator] : [])),
    pieces: pieces.map(({ name, seconds }) => {
      const moods = Array.from({ length: seconds }, (_, t) => consensus(name, t + 0.5));
      const mood = { arousal: moods.map((m) => m.arousal), valence: moods.map((m) => m.valence) };
      return {
        name,
        features: moodFeatures(mood, seededRandom(3)),
        series: series.filter(({ piece }) => piece === name),
      };
    }),
  };
}

Deno.test("modelled raters: spammers are gone, the others have come together, pieces and the originals are as they were", () => {
  const { pieces, spammers } = simulatedPieces(),
    before = structuredClone(pieces),
    modelled = withModelledRaters(pieces);
  assert.deepEqual(pieces, before);
  assert.equal(spammers.size, 1);
  const spread = ({ series }: TrainingPiece) => {
    const levels = series.filter(({ annotator }) => !spammers.has(annotator))
      .map(({ arousal }) => arousal.reduce((sum, value) => sum + value, 0) / arousal.length);
    const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length;
    return levels.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  };
  modelled.forEach((piece, i) => {
    assert.equal(piece.features, pieces[i].features);
    assert.deepEqual(piece.series.map(({ annotator }) => annotator).filter((name) => spammers.has(name)), []);
    assert.equal(piece.series.length, 9);
    assert.ok(spread(piece) < 0.6 * spread(pieces[i]), `${spread(piece)} of ${spread(pieces[i])}`);
    assert.ok(ratedSteps(piece).length > 0);
  });
});

Deno.test("pieces that are paired with other pieces' ratings, as the control does, keep them", () => {
  const { pieces } = simulatedPieces(),
    turned = pieces.map((piece, i) => ({ ...piece, series: pieces[(i + 1) % 5].series }));
  withModelledRaters(turned).forEach(({ series, name }, i) => {
    assert.ok(series.length === 9 && series.every(({ piece }) => piece === name));
    assert.ok(series.every(({ times }) => times.at(-1)! <= turned[i].series[0].times.at(-1)! + 3));
  });
});

Deno.test("a recipe trains on modelled raters if it says so, and on the ratings as they are by default", () => {
  const pieces = songs(4, 1),
    bytes = (raters?: "as they are" | "modelled", given = pieces) =>
      modelContents(trainModel(given, { ...TINY_RECIPE, ...(raters && { raters }) }, 1, referenceKernels)).tensors;
  assert.deepEqual(bytes("as they are"), bytes());
  assert.deepEqual(bytes("modelled"), bytes("as they are", withModelledRaters(pieces)));
  assert.notDeepEqual(bytes("modelled"), bytes());
});

Deno.test("evaluation scores held-out ratings as they are, whatever a system makes of its training pieces", () => {
  const pieces = songs(4, 2), scored: TrainingPiece[] = [];
  const scores = crossValidate(pieces, 2, (training) => {
    const predict = trainingMeanSystem(withModelledRaters(training), () => {});
    return (piece) => (scored.push(piece), predict(piece));
  });
  for (const piece of scored) assert.equal(piece, pieces.find(({ name }) => name === piece.name));
  scores.forEach(({ piece, ratings }) => {
    const raw = pieces.find(({ name }) => name === piece)!.series;
    assert.equal(ratings, raw.reduce((sum, { times }) => sum + times.length, 0));
  });
});

Deno.test("what an annotator weighs reaches the CRF", () => {
  const [piece] = songs(2, 3), [first, ...others] = piece.series;
  const weights = labelSequences({ ...piece, series: [{ ...first, weight: 0.5 }, ...others] }).map((one) => one.weight);
  assert.deepEqual(weights, [0.5, ...others.map(() => 1)]);
});
