import assert from "node:assert/strict";
import { audioOf } from "./dropped_files.ts";

Deno.test("of a folder the audio is kept, covers, lists and hidden files are counted and left out", () => {
  const names = ["01 Intro.FLAC", "cover.jpg", "list.m3u", "._01 Intro.flac", "b.opus"];
  const { files, leftOut } = audioOf(names.map((name) => ({ file: new File([], name), name: `Album/${name}` })));
  assert.deepEqual(files.map(({ name }) => name), ["Album/01 Intro.FLAC", "Album/b.opus"]);
  assert.equal(leftOut, 3);
});
