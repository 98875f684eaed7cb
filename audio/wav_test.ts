import assert from "node:assert/strict";
import { openAudio } from "./decode.ts";
import { decodeAll, withFile } from "./testing.ts";
import { browserPlayable, createWav } from "./wav.ts";

Deno.test("what is written piece by piece reads back, clipped, within a step", async () => {
  await withFile(new Uint8Array(0), "out.wav", async (path) => {
    const writer = await createWav(path, 44100);
    await writer.write(Float32Array.of(0, 0.25, -0.25, 1, -1));
    await writer.write(new Float32Array(100_000).fill(0.5));
    await writer.write(Float32Array.of(7, -7));
    await writer.finish();
    assert.equal((await Deno.stat(path)).size, 44 + 2 * 100_007);
    const audio = await openAudio(path), samples = await decodeAll(path);
    assert.deepEqual([audio.sampleRate, audio.channels, audio.declaredSeconds], [44100, 1, 100_007 / 44100]);
    const expected = [0, 0.25, -0.25, 1, -1, ...new Array(100_000).fill(0.5), 1, -1];
    // Readers scale by 32,767 or 32,768.
    assert.ok(samples.every((x, n) => Math.abs(x - expected[n]) < 1.01 / 32768));
  });
});

Deno.test("an unfinished file declares no samples, and abort removes it", async () => {
  await withFile(new Uint8Array(0), "out.wav", async (path) => {
    const writer = await createWav(path, 22050);
    await writer.write(new Float32Array(10));
    const head = new DataView((await Deno.readFile(path)).buffer);
    assert.equal(head.getUint32(40, true), 0);
    await writer.abort();
    await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
  });
});

Deno.test("browsers play five of the codecs", () => {
  const codecs = ["wav", "flac", "mp3", "vorbis", "opus", "aiff", "aac", "alac", "wmav2"];
  assert.deepEqual(codecs.map(browserPlayable), [true, true, true, true, true, false, false, false, false]);
});
