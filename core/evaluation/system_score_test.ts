import assert from "node:assert/strict";
import { correlation } from "../statistics.ts";
import { axisMoments } from "./axis_moments.ts";
import { scoreSystem } from "./system_score.ts";
import { plainScore } from "./testing.ts";

const close = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);

const scores = [
  plainScore("a", {
    ...{ ratings: 1000, nllNats: 1, stepDistance: 1, emd: 2, withinArousal: 0.5, coverage80: 0.9 },
    ...{ predicted: { valence: 0, arousal: 0 }, observed: { valence: 0.3, arousal: 0.4 } },
  }),
  plainScore("b", {
    ...{ ratings: 1, nllNats: 3, stepDistance: 3, emd: 6, withinArousal: null, coverage80: 0.7 },
    ...{ predicted: { valence: 1, arousal: -1 }, observed: { valence: 1, arousal: -1 } },
  }),
  plainScore("c", {
    ...{ ratings: 1, nllNats: 5, stepDistance: 5, emd: 10, withinArousal: 0.1, coverage80: 0.8 },
    ...{ predicted: { valence: 0.5, arousal: 1 }, observed: { valence: 0.5, arousal: 1 } },
  }),
];

Deno.test("means over pieces, every piece alike, and correlations of piece means", () => {
  const system = scoreSystem(scores);
  assert.deepEqual(
    [system.pieces, system.ratings, system.nllNats, system.stepDistance, system.emd],
    [3, 1002, 3, 3, 6],
  );
  close(system.pieceDistance, 0.5 / 3);
  close(system.coverage80, 0.8);
  close(system.withinArousal, 0.3);
  assert.equal(system.withinValence, null);
  close(system.rArousal, correlation([0, -1, 1], [0.4, -1, 1])!);
  close(system.rmsePieceArousal, Math.sqrt(0.16 / 3));
  close(system.mseBetweenValence, 0.09 / 3);
});

Deno.test("pooled figures count every bin, those of pieces every piece", () => {
  const long = plainScore("long"), short = plainScore("short");
  long.moments.arousal = axisMoments([0, 0.2, 0.4], [0.1, 0.2, 0.6]);
  short.moments.arousal = axisMoments([-0.5], [0.5]);
  const system = scoreSystem([long, short]);
  close(system.rPooledArousal, correlation([0, 0.2, 0.4, -0.5], [0.1, 0.2, 0.6, 0.5])!);
  close(system.rmsePooledArousal, Math.sqrt((0.01 + 0 + 0.04 + 1) / 4));
  close(system.mseBetweenArousal, (0.01 + 1) / 2);
  close(system.mseWithinArousal, ((0.01 + 0 + 0.04) / 3 - 0.01) / 2);
  close(system.cccPieceArousal, 2 * -0.07 / (0.35 ** 2 + 0.1 ** 2 + 0.55 ** 2) * 0.5);
});

Deno.test("no pieces give no figures", () => {
  const { pieces, ratings, nllNats, rArousal, cccPooledValence } = scoreSystem([]);
  assert.deepEqual([pieces, ratings, nllNats, rArousal, cccPooledValence], [0, 0, NaN, null, null]);
});
