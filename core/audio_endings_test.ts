import assert from "node:assert/strict";
import { isAudioName } from "./audio_endings.ts";

Deno.test("the name's ending decides in either case, not a word within it; hidden files do not count", () => {
  for (const name of ["song.mp3", "01 Intro.FLAC", "a.b.Opus"]) assert.ok(isAudioName(name), name);
  for (const name of ["mp3", ".mp3", "song.mp3.txt", "._song.mp3", "cover.jpg", "song.", ""]) {
    assert.ok(!isAudioName(name), name);
  }
});
