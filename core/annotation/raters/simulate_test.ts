import assert from "node:assert/strict";
import { seededRandom } from "../../random.ts";
import { simulateRaters, SPAM_KINDS, USUAL_RATERS } from "./simulate.ts";

Deno.test("the same stream gives the same raters; there are as many spammers as asked for, of every kind", () => {
  const simulation = simulateRaters(USUAL_RATERS, seededRandom(1));
  assert.deepEqual(simulateRaters(USUAL_RATERS, seededRandom(1)).series, simulation.series);
  assert.notDeepEqual(simulateRaters(USUAL_RATERS, seededRandom(2)).series, simulation.series);
  const kinds = simulation.raters.flatMap(({ spam }) => spam ? [spam] : []);
  assert.deepEqual([kinds.length, new Set(kinds)], [4, new Set(SPAM_KINDS)]);
  assert.equal(simulation.series.length, 40 * 12);
});

Deno.test("without noise a rating is the consensus, some seconds ago, as this rater puts it", () => {
  const spec = { ...USUAL_RATERS, raters: 3, pieces: 2, noise: [0, 0] as const, reading: 0, spam: 0 };
  const { series, raters, consensus, pieces } = simulateRaters(spec, seededRandom(3));
  for (const { piece, annotator, times, arousal } of series) {
    const { offset, gain, lagSeconds, driftPerMinute } = raters.find((rater) => rater.annotator === annotator)!.arousal;
    const { seconds } = pieces.find(({ name }) => name === piece)!;
    times.forEach((t, n) => {
      const said = offset + gain * consensus(piece, t - lagSeconds).arousal + driftPerMinute * (t - seconds / 2) / 60;
      assert.ok(Math.abs(arousal[n] - Math.max(-1, Math.min(1, said))) < 1e-12);
    });
  }
});

Deno.test("camps lie apart by the gap from the middle on; pieces that come again are the same music and reading", () => {
  const quiet = {
    ...USUAL_RATERS,
    raters: 10,
    pieces: 2,
    noise: [0, 0] as const,
    level: 0,
    movement: 0.1,
    spam: 0,
    offset: 0,
    gain: 0,
  };
  const spec = { ...quiet, retested: 1, camps: { pieces: 1, gap: 0.6, share: 0.5 } };
  const { series, camp } = simulateRaters(spec, seededRandom(4)),
    { series: whole } = simulateRaters(quiet, seededRandom(4));
  let sides = 0;
  series.forEach(({ piece, annotator, valence, arousal }) => {
    const original = piece.replace(" again", ""),
      same = whole.find((one) => one.piece === original && one.annotator === annotator)!;
    const side = camp(original, annotator), last = valence.length - 1;
    if (original === "piece001") assert.equal(side, 0);
    else sides += side;
    assert.deepEqual(arousal, same.arousal);
    assert.equal(valence[0], same.valence[0]);
    assert.ok(Math.abs(valence[last] - same.valence[last] - 0.3 * side) < 1e-12);
  });
  assert.ok(Math.abs(sides) < 20, "both camps have raters");
});
