import assert from "node:assert/strict";
import { cellToPoint, pointToCell } from "../../core/emotion/grid.ts";
import { AMOUNTS, gripPeak, pull } from "./grip.ts";

const here = { valence: -0.5, arousal: 0.5 }, there = { valence: 0.5, arousal: -0.5 };
const map = new Float64Array(121).fill(1e-6);
map[pointToCell(here)] = 0.6;
map[pointToCell(there)] = 0.4;

Deno.test("the peak nearest to the hand is taken hold of, and goes as far as the hand does", () => {
  const grip = gripPeak(map, { valence: 0.6, arousal: -0.6 }), peak = cellToPoint(pointToCell(there));
  assert.ok(Math.hypot(grip.mean.valence - peak.valence, grip.mean.arousal - peak.arousal) < 0.01);
  const { to, amount } = pull(grip, { valence: 0.4, arousal: -0.6 }, { how: "move", amount: 0 });
  assert.ok(Math.abs(to!.valence - (grip.mean.valence - 0.2)) < 1e-12 && to!.arousal === grip.mean.arousal);
  assert.equal(amount, 1);
});

Deno.test("a goal beyond the plane is its edge", () => {
  const { to } = pull(gripPeak(map, there), { valence: 3, arousal: -3 }, { how: "move", amount: 0 });
  assert.deepEqual(to, { valence: 1, arousal: -1 });
});

Deno.test("right or up is more, left or down is less, within what there may be", () => {
  const grip = gripPeak(map, here),
    amountAt = (by: number) =>
      pull(grip, { valence: here.valence + by, arousal: here.arousal }, { how: "split", amount: AMOUNTS.split.usual })
        .amount;
  assert.equal(amountAt(0), AMOUNTS.split.usual);
  assert.ok(amountAt(0.1) > AMOUNTS.split.usual && amountAt(-0.1) < AMOUNTS.split.usual);
  assert.deepEqual([amountAt(5), amountAt(-5)], [AMOUNTS.split.most, AMOUNTS.split.least]);
});
