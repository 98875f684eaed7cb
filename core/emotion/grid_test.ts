import assert from "node:assert/strict";
import fc from "fast-check";
import {
  binToCoordinate,
  CELL_COUNT,
  cellToArousalRow,
  cellToPoint,
  cellToValenceColumn,
  coordinateToBin,
  pointToCell,
} from "./grid.ts";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });

Deno.test("arousal counts rows and valence columns, both ascending", () => {
  assert.equal(pointToCell({ valence: -1, arousal: -1 }), 0);
  assert.equal(pointToCell({ valence: 1, arousal: -1 }), 10);
  assert.equal(pointToCell({ valence: -1, arousal: 1 }), 110);
  assert.equal(pointToCell({ valence: 1, arousal: 1 }), 120);
  assert.equal(pointToCell({ valence: 0.3, arousal: 0 }), 5 * 11 + 7);
  assert.deepEqual(cellToPoint(60), { valence: 0, arousal: 0 });
  assert.deepEqual([cellToArousalRow(62), cellToValenceColumn(62)], [5, 7]);
});

Deno.test("the contract: min(10, floor((x + 1) / 2 · 11)), centres at (i + 0.5) / 11 · 2 - 1", () => {
  for (let bin = 0; bin <= 10; bin++) {
    assert.equal(binToCoordinate(bin), (bin + 0.5) / 11 * 2 - 1);
    assert.equal(coordinateToBin(binToCoordinate(bin)), bin);
    const edge = bin / 11 * 2 - 1;
    assert.equal(coordinateToBin(edge + 1e-12), bin);
    if (bin > 0) assert.equal(coordinateToBin(edge - 1e-12), bin - 1);
  }
  assert.deepEqual([coordinateToBin(1), coordinateToBin(-1), coordinateToBin(-0)], [10, 0, 5]);
});

Deno.test("a point lies within half a cell of its cell's centre, and every centre in its own cell", () => {
  fc.assert(
    fc.property(coordinate, coordinate, (valence, arousal) => {
      const centre = cellToPoint(pointToCell({ valence, arousal }));
      assert.ok(
        Math.abs(centre.valence - valence) <= 1 / 11 + 1e-15 && Math.abs(centre.arousal - arousal) <= 1 / 11 + 1e-15,
      );
    }),
    { seed: 1 },
  );
  for (let cell = 0; cell < CELL_COUNT; cell++) assert.equal(pointToCell(cellToPoint(cell)), cell);
});

Deno.test("a coordinate off the plane is refused, with the likely scale", () => {
  const message = "Cannot place a coordinate on the grid: it must be in [-1, 1], current value is";
  assert.throws(() => coordinateToBin(5), new RangeError(`${message} 5 (is this on a 1–9 scale?)`));
  assert.throws(() => coordinateToBin(-1.01), new RangeError(`${message} -1.01`));
  assert.throws(() => coordinateToBin(100), new RangeError(`${message} 100`));
  assert.throws(() => coordinateToBin(NaN), new RangeError(`${message} NaN`));
});
