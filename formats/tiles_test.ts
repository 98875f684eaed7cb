import assert from "node:assert/strict";
import { findTile, readTilesHeader, type TileDirectory, writeTilesHeader } from "./tiles.ts";

Deno.test("the header tells where the directory is, and whether there is one", () => {
  const place = { offset: 5_000_000_000, bytes: 77 };
  assert.deepEqual(readTilesHeader(writeTilesHeader(place)), place);
  assert.throws(() => readTilesHeader(writeTilesHeader()), {
    name: "SyntaxError",
    message: "Cannot read tiles: the file must have been finished",
  });
  for (const bytes of [new Uint8Array(24), writeTilesHeader(place).subarray(0, 20)]) {
    assert.throws(() => readTilesHeader(bytes), {
      name: "SyntaxError",
      message: "Cannot read tiles: the file must begin with MLTILES1",
    });
  }
});

Deno.test("a tile is found by kind, level and index; the last of a level may be short", () => {
  const waveform = {
    ...{ width: 2, tileColumns: 4, startSeconds: 0, secondsPerColumn: 1 },
    levels: [{ columns: 6, offsets: [24, 40] }, { columns: 3, offsets: [36] }],
  };
  const bands = { lowHz: 30, highHz: 11025, lowDecibels: -100, highDecibels: 0 };
  const directory: TileDirectory = {
    sampleRate: 1,
    samples: 6,
    waveform,
    spectrogram: { ...waveform, ...bands, width: 3 },
  };
  const find = (kind: "waveform" | "spectrogram", level: number, index: number) =>
    findTile(directory, { kind, level, index });
  assert.deepEqual(find("waveform", 0, 0), { offset: 24, bytes: 8 });
  assert.deepEqual(find("waveform", 0, 1), { offset: 40, bytes: 4 });
  assert.deepEqual(find("spectrogram", 1, 0), { offset: 36, bytes: 9 });
  assert.equal(find("waveform", 0, 2), undefined);
  assert.equal(find("waveform", 2, 0), undefined);
});
