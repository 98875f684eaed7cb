import assert from "node:assert/strict";
import { referenceKernels } from "../core/kernels.ts";
import { openAnalysisAudio } from "./analysis.ts";
import { AudioError } from "./decode.ts";
import { fixture, fixturePath, signalToNoise, twoTones, wavBytes, withFile } from "./testing.ts";

Deno.test("any file comes at 22,050 Hz, in time, while its own samples pass by", async () => {
  // The codecs' own noise; the resampler's is below -100 dB.
  const files = [["tone.flac", 44100, 83], ["tone.mp3", 44100, 73], ["tone.opus", 48000, 40]] as const;
  for (const [name, rate, decibels] of files) {
    let native = 0;
    const audio = await openAnalysisAudio(fixturePath(name), referenceKernels, {
      onNative: (chunk) => void (native += chunk.length),
    });
    const samples: number[] = [];
    for await (const chunk of audio) for (const sample of chunk) samples.push(sample);
    assert.deepEqual([native, samples.length, audio.source.sampleRate], [2 * rate, 44100, rate]);
    const found = signalToNoise(Float32Array.from(samples), twoTones(22050, 44100), 22050);
    assert.ok(found > decibels, `${name}: ${found} dB`);
  }
});

Deno.test("a file at 22,050 Hz passes through unchanged", async () => {
  const values = Float32Array.from({ length: 1000 }, (_, n) => n / 1024);
  await withFile(wavBytes(values, { format: "f32" }), "a.wav", async (path) => {
    const samples: number[] = [];
    for await (const chunk of await openAnalysisAudio(path, referenceKernels)) samples.push(...chunk);
    assert.deepEqual(samples, [...values]);
  });
});

Deno.test("a cut file fails at the end of the stream, before the last samples", async () => {
  await withFile(fixture("tone.flac").subarray(0, 40_000), "cut.flac", async (path) => {
    const audio = await openAnalysisAudio(path, referenceKernels);
    await assert.rejects(async () => {
      for await (const _ of audio);
    }, AudioError);
  });
});
