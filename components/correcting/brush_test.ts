import assert from "node:assert/strict";
import { cellToArousalRow, cellToPoint, cellToValenceColumn, pointToCell } from "../../core/emotion/grid.ts";
import { dab, dabsAlong } from "./brush.ts";

const middle = pointToCell({ valence: 0, arousal: 0 });

Deno.test("a spot is strongest where the brush stands, as strong in every direction, and ends", () => {
  const painted = new Map(dab(cellToPoint(middle), { shape: "spot", sizeCells: 1, nats: 2 }));
  assert.equal(painted.get(middle), 2);
  assert.ok(Math.abs(painted.get(middle + 1)! - 2 * Math.exp(-0.5)) < 1e-3, "one cell away");
  assert.equal(painted.get(middle + 11), painted.get(middle - 1));
  assert.equal(painted.has(0), false, "the corner stays as it is");
});

Deno.test("a dab on a strip adds the same to all cells of a row or a column", () => {
  for (const [shape, binOf] of [["arousal", cellToArousalRow], ["valence", cellToValenceColumn]] as const) {
    const painted = dab(cellToPoint(middle), { shape, sizeCells: 0.5, nats: -1 });
    const ofBin = new Map(painted.map(([cell, nats]) => [binOf(cell), nats]));
    assert.equal(ofBin.get(5), -1);
    assert.equal(painted.filter(([cell]) => binOf(cell) === 5).length, 11, shape);
    for (const [cell, nats] of painted) assert.equal(nats, ofBin.get(binOf(cell)), shape);
  }
});

Deno.test("a stroke has a dab every half cell up to where it ends; a way shorter than that has none", () => {
  const dabs = dabsAlong({ valence: 0, arousal: 0 }, { valence: 0.5, arousal: 0 });
  assert.equal(dabs.length, 5);
  assert.deepEqual(dabs.at(-1), { valence: 0.5, arousal: 0 });
  assert.deepEqual(dabsAlong({ valence: 0, arousal: 0 }, { valence: 0.05, arousal: 0 }), []);
});
