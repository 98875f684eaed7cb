import assert from "node:assert/strict";
import type { RatingSeries } from "../series.ts";
import { observe, typicalBinSeconds } from "./observations.ts";

function rated(piece: string, annotator: string, times: number[], first = 0): RatingSeries {
  const values = Float64Array.from(times, (_, n) => first + n / 10);
  return { piece, annotator, times: Float64Array.from(times), arousal: values, valence: values.map((v) => -v) };
}

Deno.test("a rating that holds for several bins is there once a bin, the last until the piece ends", () => {
  const { series, binSeconds, musics } = observe([rated("p", "a", [0, 1, 2, 3, 4, 5]), rated("p", "b", [0, 3])]);
  assert.equal(binSeconds, 1);
  assert.equal(musics[0].endSeconds, 6);
  assert.deepEqual([...series[1].times], [0, 1, 2, 3, 4, 5]);
  assert.deepEqual([...series[1].arousal], [0, 0, 0, 0.1, 0.1, 0.1]);
  assert.deepEqual([...series[1].valence], [-0, -0, -0, -0.1, -0.1, -0.1]);
  assert.deepEqual([...series[0].minutes].map((m) => m * 60), [-3, -2, -1, 0, 1, 2]);
});

Deno.test("raters, pieces and readings are numbered as they come; identical pieces are one", () => {
  const all = [rated("p", "a", [0, 1]), rated("q", "a", [0, 1]), rated("r", "a", [0, 1]), rated("q", "b", [0, 1])];
  const plain = observe(all), same = observe(all, [["p", "r"]]);
  assert.deepEqual(plain.series.map(({ rater, music, reading }) => [rater, music, reading]), [[0, 0, 0], [0, 1, 1], [
    0,
    2,
    2,
  ], [
    1,
    1,
    0,
  ]]);
  assert.deepEqual(same.series.map(({ music, reading }) => [music, reading]), [[0, 0], [1, 1], [0, 0], [1, 0]]);
  assert.deepEqual(same.musics.map(({ pieces }) => pieces), [["p", "r"], ["q"]]);
  assert.deepEqual([same.raters, same.byRater], [["a", "b"], [[0, 1, 2], [3]]]);
});

Deno.test("the bin is the median gap, at least half a second; a second where nobody rates twice", () => {
  assert.equal(typicalBinSeconds([rated("p", "a", [0, 2, 4, 6]), rated("p", "b", [0, 9])]), 2);
  assert.equal(typicalBinSeconds([rated("p", "a", [0, 0.1, 0.2])]), 0.5);
  assert.equal(typicalBinSeconds([rated("p", "a", [3])]), 1);
  assert.deepEqual(observe([rated("p", "a", [])]).raters, []);
});
