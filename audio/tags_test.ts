import assert from "node:assert/strict";
import { readTags } from "./tags.ts";
import { concatBytes, fixturePath, withFile } from "./testing.ts";

Deno.test("title and artist are read, and missing or damaged tags are none", async () => {
  assert.deepEqual(await readTags(fixturePath("tone.mp3")), { title: "Two tones", artist: "A tone generator" });
  assert.deepEqual(await readTags(fixturePath("tone-mono.mp3")), { title: null, artist: null });
  for (
    const bytes of [
      new Uint8Array(0),
      concatBytes("ID3\x04\0\0\x7f\x7f\x7f\x7fTIT2\x7f\x7f\x7f\x7f"),
      concatBytes("no music"),
    ]
  ) {
    assert.deepEqual(await withFile(bytes, "a.mp3", readTags), { title: null, artist: null });
  }
});

Deno.test("a title can not hold control characters, and is not endless", async () => {
  const text = concatBytes([3], "\x1b[31mRed\n" + "e".repeat(500)), size = text.length;
  const tag = concatBytes("ID3\x04\0\0", [0, 0, size + 10 >> 7, size + 10 & 127], "TIT2", [
    0,
    0,
    size >> 7,
    size & 127,
    0,
    0,
  ], text);
  const { title } = await withFile(tag, "a.mp3", readTags);
  assert.equal(title, "[31mRed " + "e".repeat(292));
});
