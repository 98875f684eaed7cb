import assert from "node:assert/strict";
import { columnsIn, levelFor, partsIn, type TilePyramid, tilesIn, wantedTiles } from "./tile_view.ts";

/** 100 s in columns of a second, tiles of 8 columns: 100, 50, 25, 13, 7 columns. */
const pyramid: TilePyramid = {
  width: 1,
  tileColumns: 8,
  startSeconds: -0.5,
  levels: [100, 50, 25, 13, 7].map((columns, level) => ({
    secondsPerColumn: 2 ** level,
    columns,
    tiles: Math.ceil(columns / 8),
  })),
};
const view = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });

Deno.test("the level has one to two columns a pixel, as far as there are any", () => {
  assert.deepEqual([0.1, 1, 1.9, 2, 5, 16, 1000].map((seconds) => levelFor(pyramid, seconds)), [0, 0, 0, 1, 2, 4, 4]);
});

Deno.test("columns and tiles of a view end with the piece", () => {
  assert.deepEqual(columnsIn(pyramid, 0, view(8, 17)), [8, 18]);
  assert.deepEqual(tilesIn(pyramid, 0, view(8, 17)), [1, 2]);
  assert.deepEqual(tilesIn(pyramid, 0, view(95, 300)), [11, 12]);
  assert.deepEqual(tilesIn(pyramid, 0, view(200, 300)), []);
  assert.deepEqual(tilesIn(pyramid, 4, view(0, 100)), [0]);
});

Deno.test("the whole piece is fetched first, then what is in sight, then what is beside and above it", () => {
  const keys = wantedTiles(pyramid, 0, view(8, 17)).map(({ level, index }) => `${level}/${index}`);
  assert.deepEqual(keys, ["4/0", "0/1", "0/2", "0/3", "0/0", "1/0", "1/1"]);
});

Deno.test("a coarser tile stands in for one that has not come, with just its part", () => {
  const here = new Map([["0/1", "fine"], ["2/0", "coarse"], ["4/0", "all"]]);
  const parts = partsIn(pyramid, 0, view(8, 33), ({ level, index }) => here.get(`${level}/${index}`) ?? null);
  assert.deepEqual(parts, [
    { tile: "fine", fromColumn: 0, endColumn: 8, startSeconds: 7.5, endSeconds: 15.5 },
    { tile: "coarse", fromColumn: 4, endColumn: 6, startSeconds: 15.5, endSeconds: 23.5 },
    { tile: "coarse", fromColumn: 6, endColumn: 8, startSeconds: 23.5, endSeconds: 31.5 },
    { tile: "all", fromColumn: 2, endColumn: 2.5, startSeconds: 31.5, endSeconds: 39.5 },
  ]);
  assert.deepEqual(partsIn(pyramid, 0, view(8, 33), () => null), []);
});
