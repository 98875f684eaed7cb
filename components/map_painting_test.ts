import assert from "node:assert/strict";
import { CELL_COUNT, cellToPoint, pointToCell } from "../core/emotion/grid.ts";
import { COLOURS, DIFFERENCE_COLOURS } from "./colour_map.ts";
import { highQuantile, mapDifference, mapScale, paintMapInto, placeToPoint, pointToPlace } from "./map_painting.ts";

function mapOfOneCell(cell: number): number[] {
  return Array.from({ length: CELL_COUNT }, (_, c) => c === cell ? 1 : 0);
}

Deno.test("every cell is painted where the pointer finds it", () => {
  const pixels = new Uint32Array(CELL_COUNT);
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    paintMapInto(pixels, mapOfOneCell(cell), 1);
    const { left, top } = pointToPlace(cellToPoint(cell));
    const index = Math.floor(top * 11) * 11 + Math.floor(left * 11);
    assert.equal(pixels[index], COLOURS[255], `cell ${cell}`);
    assert.equal(pixels.filter((pixel) => pixel === COLOURS[0]).length, CELL_COUNT - 1);
    assert.equal(pointToCell(placeToPoint(left, top)), cell);
  }
});

Deno.test("energetic is up and positive is right", () => {
  assert.deepEqual(pointToPlace({ valence: 1, arousal: 1 }), { left: 1, top: 0 });
  assert.deepEqual(placeToPoint(-3, 9), { valence: -1, arousal: -1 });
});

Deno.test("one sure step among many does not darken the others", () => {
  const broad = Array.from({ length: CELL_COUNT }, () => 1 / CELL_COUNT);
  const step = { startSeconds: 0, mean: { valence: 0, arousal: 0 }, entropyNats: 0, epistemicNats: null, path: 0 };
  const steps = Array.from({ length: 100 }, (_, i) => ({ ...step, heatmap: i === 50 ? mapOfOneCell(3) : broad }));
  assert.equal(mapScale(steps), 1 / CELL_COUNT);
});

Deno.test("movement is told from the average map: what it always is stays pale", () => {
  const step = { startSeconds: 0, mean: { valence: 0, arousal: 0 }, entropyNats: 0, epistemicNats: null, path: 0 };
  const half = (a: number, b: number) => mapOfOneCell(a).map((p, cell) => (p + mapOfOneCell(b)[cell]) / 2);
  const steps = [half(0, 60), half(0, 120)].map((heatmap) => ({ ...step, heatmap }));
  const { from, maximum } = mapDifference(steps);
  assert.deepEqual([from[0], from[60], from[120], maximum], [0.5, 0.25, 0.25, 0.25]);
  const pixels = new Uint32Array(CELL_COUNT);
  paintMapInto(pixels, steps[1].heatmap, maximum, from);
  const at = (cell: number) => pixels[(10 - Math.floor(cell / 11)) * 11 + cell % 11];
  assert.deepEqual([at(0), at(60), at(120)], [127, 0, 254].map((i) => DIFFERENCE_COLOURS[i]));
});

Deno.test("a piece that hardly moves does not look wild", () => {
  const step = { startSeconds: 0, mean: { valence: 0, arousal: 0 }, entropyNats: 0, epistemicNats: null, path: 0 };
  const nearly = (p: number) => mapOfOneCell(0).map((_, cell) => cell === 0 ? p : (1 - p) / 120);
  const steps = [0.5, 0.5001].map((p) => ({ ...step, heatmap: nearly(p) }));
  assert.ok(Math.abs(mapDifference(steps).maximum - 0.05) < 1e-4); // a tenth of the scale of probabilities
});

Deno.test("a scale over nothing is one", () => {
  assert.equal(highQuantile([]), 1);
  assert.equal(highQuantile([0.25]), 0.25);
});

Deno.test("painting a map takes well under a millisecond", () => {
  const pixels = new Uint32Array(CELL_COUNT), map = mapOfOneCell(60);
  for (let i = 0; i < 2000; i++) paintMapInto(pixels, map, 1); // let the compiler settle
  const start = performance.now();
  for (let i = 0; i < 1000; i++) paintMapInto(pixels, map, 1);
  const each = (performance.now() - start) / 1000;
  assert.ok(each < 0.2, `${each} ms a map`); // measured 0.002 ms; a hundred times that is a fault, not a busy machine
});
