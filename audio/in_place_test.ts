/** Stereo, and stretches of files whose samples lie in them as they are. */
import assert from "node:assert/strict";
import { openInPlace, openStereo } from "./decode.ts";
import { aiffBytes, decodeAll, fixturePath, type SampleFormat, wavBytes, withFile } from "./testing.ts";

async function stereoOf(path: string): Promise<number[][]> {
  const channels: number[][] = [];
  for await (const chunk of await openStereo(path)) {
    chunk.forEach((samples, channel) => (channels[channel] ??= []).push(...samples));
  }
  return channels;
}

Deno.test("the mean of what is heard is what is analysed, sample for sample", async () => {
  for (const name of ["tone.mp3", "tone-no-header.mp3", "tone-mono.mp3", "tone.flac", "tone.ogg", "tone.opus"]) {
    const path = fixturePath(name), mono = await decodeAll(path), heard = await stereoOf(path);
    assert.equal(heard.length, name === "tone-mono.mp3" ? 1 : 2, name);
    const mean = Float32Array.from(heard[0], (x, n) => heard.length === 2 ? (x + heard[1][n]) * 0.5 : x);
    assert.deepEqual(mean, mono, name);
  }
  const left = (await stereoOf(fixturePath("tone.flac")))[0];
  // 440 Hz alone, of amplitude 0.3.
  for (let n = 1000; n < 1200; n++) assert.ok(Math.abs(left[n] - 0.3 * Math.sin(2 * Math.PI * 440 * n / 44100)) < 1e-4);
});

Deno.test("any stretch of a wav or aiff file of any shape is what decoding gives there", async () => {
  const samples = Float32Array.from({ length: 60_000 }, (_, n) => Math.sin(n * n / 1e6) * 0.9);
  const shapes: [string, Uint8Array][] = [];
  for (const channels of [1, 2, 3]) {
    for (const format of ["u8", "s16", "s24", "f32"] as SampleFormat[]) {
      shapes.push([`${format} x ${channels} wav`, wavBytes(samples, { format, channels })]);
    }
    for (const format of ["s8", "s16", "s24"] as SampleFormat[]) {
      shapes.push([`${format} x ${channels} aiff`, aiffBytes(samples, { format, channels })]);
    }
  }
  for (const [name, bytes] of shapes) {
    await withFile(bytes, "a.bin", async (path) => {
      const whole = await stereoOf(path), place = await openInPlace(path), { length } = whole[0];
      assert.deepEqual([place!.samples, place!.channels], [length, whole.length], name);
      for (const [from, end] of [[0, 10], [1234, 9999], [length - 5, length + 50], [length, length + 1]]) {
        const read = (await place!.read(from, end)).map((plane) => [...plane]);
        assert.deepEqual(read, whole.map((plane) => plane.slice(from, end)), `${name} ${from}`);
      }
    });
  }
});

Deno.test("compressed files are not read in place", async () => {
  for (const name of ["tone.mp3", "tone.flac", "tone.ogg"]) assert.equal(await openInPlace(fixturePath(name)), null);
});
