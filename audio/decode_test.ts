import assert from "node:assert/strict";
import { openAudio } from "./decode.ts";
import {
  aiffBytes,
  concatBytes,
  decodeAll,
  decodeBytes,
  fixture,
  fixturePath,
  flacBytes,
  id3Bytes,
  riffChunk,
  type SampleFormat,
  signalToNoise,
  twoTones,
  u32,
  wavBytes,
  withFile,
} from "./testing.ts";

// Signal to noise that the codec reaches on the tones, less 3 dB; a shift by one sample leaves 22 dB.
const FIXTURES = [
  { name: "tone.flac", codec: "flac", rate: 44100, channels: 2, decibels: 83 },
  { name: "tone.mp3", codec: "mp3", rate: 44100, channels: 2, decibels: 73 },
  { name: "tone-mono.mp3", codec: "mp3", rate: 44100, channels: 1, decibels: 73 },
  { name: "tone.ogg", codec: "vorbis", rate: 44100, channels: 2, decibels: 38 },
  { name: "tone.opus", codec: "opus", rate: 48000, channels: 2, decibels: 40 },
];

for (const { name, codec, rate, channels, decibels } of FIXTURES) {
  Deno.test(`${name} decodes to the mean of its channels, at its own rate, without the encoder's delay`, async () => {
    const audio = await openAudio(fixturePath(name));
    assert.deepEqual(
      [audio.codec, audio.sampleRate, audio.channels, audio.declaredSeconds],
      [codec, rate, channels, 2],
    );
    assert.match(audio.decoder, new RegExp(`^@audio/decode-${codec} \\d+\\.\\d+\\.\\d+$`));
    const samples = await decodeAll(audio.path);
    assert.equal(samples.length, 2 * rate);
    const found = signalToNoise(samples, twoTones(rate, samples.length), rate);
    assert.ok(found > decibels, `${found} dB`);
  });
}

Deno.test("an mp3 without a header of its length is measured by its frames", async () => {
  const audio = await openAudio(fixturePath("tone-no-header.mp3")), samples = await decodeAll(audio.path);
  assert.equal(samples.length % 1152, 0);
  assert.equal(audio.declaredSeconds, samples.length / 44100);
  assert.ok(samples.length >= 2 * 44100 && samples.length < 2 * 44100 + 3 * 1152);
});

const RAMP = Array.from({ length: 6000 }, (_, n) => Math.sin(n / 50) * 0.9);
/** Half a step of rounding, up to a step by the decoder's scale (positive samples by 2^n - 1), and f32 sums. */
const tolerance = (bits: number) => 1.5 / 2 ** (bits - 1) + 3e-7;
const STEP: Record<SampleFormat, number> = {
  s8: tolerance(8),
  u8: tolerance(8),
  s16: tolerance(16),
  s24: tolerance(24),
  s32: tolerance(32),
  f32: tolerance(32),
  f64: tolerance(32),
};

function assertNear(actual: Float32Array, expected: number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  const worst = actual.reduce((max, x, n) => Math.max(max, Math.abs(x - expected[n])), 0);
  assert.ok(worst <= tolerance, `off by ${worst}`);
}

function meanOf(interleaved: number[], channels: number): number[] {
  return Array.from(
    { length: interleaved.length / channels },
    (_, n) => interleaved.slice(n * channels, (n + 1) * channels).reduce((a, b) => a + b) / channels,
  );
}

for (const format of ["u8", "s16", "s24", "s32", "f32", "f64"] as const) {
  Deno.test(`WAV with ${format} samples of 1, 2, 3 and 6 channels`, async () => {
    for (const channels of [1, 2, 3, 6]) {
      for (const extensible of [false, true]) {
        const samples = await decodeBytes(wavBytes(RAMP, { format, channels, extensible }));
        assertNear(samples, meanOf(RAMP, channels), STEP[format]);
      }
    }
  });
}

for (const format of ["s8", "s16", "s24", "s32"] as const) {
  Deno.test(`AIFF with ${format} samples of 1, 2 and 6 channels, plain and in AIFF-C`, async () => {
    for (const channels of [1, 2, 6]) {
      for (const compression of [undefined, "NONE", "sowt"]) {
        const samples = await decodeBytes(aiffBytes(RAMP, { format, channels, compression }));
        assertNear(samples, meanOf(RAMP, channels), STEP[format]);
      }
    }
  });
}

Deno.test("AIFF-C with floats", async () => {
  assertNear(await decodeBytes(aiffBytes(RAMP, { format: "f32", compression: "fl32" })), RAMP, STEP.f32);
  assertNear(await decodeBytes(aiffBytes(RAMP, { format: "f64", compression: "FL64" })), RAMP, STEP.f64);
});

Deno.test("WAV chunks before and after the samples do not sound", async () => {
  const list = riffChunk("LIST", [1, 2, 3]), junk = riffChunk("JUNK", new Array(70_000).fill(255));
  const bytes = wavBytes(RAMP, { before: concatBytes(list, junk), after: list });
  assertNear(await decodeBytes(bytes), RAMP, STEP.s16);
});

Deno.test("WAV sizes that were never filled in mean: up to the end of the file", async () => {
  for (const [dataSize, riffSize] of [[0, 0], [0, 0xffffffff], [0xffffffff, 0xffffffff], [0x7ffff000, 0x7ffff024]]) {
    assertNear(await decodeBytes(wavBytes(RAMP, { dataSize, riffSize })), RAMP, STEP.s16);
  }
});

Deno.test("RF64, the WAV of more than 4 GB, takes its size from the ds64 chunk", async () => {
  const sizes = [0, 0, 0, 0, 0, 0, 0, 0, ...u32(2 * RAMP.length, true), 0, 0, 0, 0, ...new Array(12).fill(0)];
  const bytes = wavBytes(RAMP, {
    before: riffChunk("ds64", sizes),
    dataSize: 0xffffffff,
    after: riffChunk("LIST", [1]),
  });
  bytes.set([0x52, 0x46, 0x36, 0x34]);
  assertNear(await decodeBytes(bytes), RAMP, STEP.s16);
});

Deno.test("files are told by content, whatever they are called", async () => {
  assertNear(await decodeBytes(wavBytes(RAMP), "song.mp3"), RAMP, STEP.s16);
  assert.equal((await decodeBytes(fixture("tone.ogg"), "song.wav")).length, 88200);
});

Deno.test("tags around an mp3 do not sound, however much they look like frames", async () => {
  const plain = await decodeAll(fixturePath("tone.mp3"));
  const tagged = concatBytes(id3Bytes(1_500_000), fixture("tone.mp3"), "TAG", new Uint8Array(125));
  assert.deepEqual(await decodeBytes(tagged), plain);

  const bare = await decodeAll(fixturePath("tone-no-header.mp3"));
  const music = fixture("tone-no-header.mp3"), apeSize = music.length + 32;
  const apeEdge = concatBytes("APETAGEX", u32(2000, true), u32(apeSize, true), u32(1, true), u32(0x80000000, true), [
    ...new Array(8).fill(0),
  ]);
  const ape = concatBytes(apeEdge, music, apeEdge), id3v1 = concatBytes("TAG", new Uint8Array(125).fill(255));
  for (const after of [ape, id3v1, concatBytes(ape, id3v1)]) {
    assert.deepEqual(await decodeBytes(concatBytes(id3Bytes(9999), music, after)), bare);
  }
});

Deno.test("joined mp3 files give all of their music, though the header knows only the first", async () => {
  const samples = await decodeBytes(concatBytes(fixture("tone.mp3"), fixture("tone.mp3")));
  assert.ok(samples.length >= 4 * 44100 && samples.length < 4.1 * 44100, `${samples.length}`);
});

Deno.test("chained Ogg streams follow one another", async () => {
  for (const name of ["tone.ogg", "tone.opus"]) {
    const once = await decodeAll(fixturePath(name)), file = fixture(name);
    const chained = await decodeBytes(concatBytes(file, file, file));
    assert.equal(chained.length, 3 * once.length);
    for (let i = 0; i < 3; i++) assert.deepEqual(chained.subarray(i * once.length, (i + 1) * once.length), once);
  }
});

Deno.test("an Ogg stream whose encoder marked several pages as the last ends at the first of them", async () => {
  for (const name of ["tone.ogg", "tone.opus"]) {
    const file = fixture(name), lastPage = file.subarray(new TextDecoder("latin1").decode(file).lastIndexOf("OggS"));
    assert.deepEqual(await decodeBytes(concatBytes(file, lastPage)), await decodeAll(fixturePath(name)));
  }
});

Deno.test("FLAC loses no frame where blocks of bytes meet", async () => {
  // 14,000 frames of some 15 bytes: every end of a block falls into a frame, most into a header.
  const levels = Array.from({ length: 14_000 }, (_, n) => (n * 7919 % 2001 - 1000) / 2000);
  const samples = await decodeBytes(flacBytes(levels, 16, { pictureBytes: 100_000 }));
  assertNear(samples, levels.flatMap((level) => new Array(16).fill(level)), STEP.s16);
});

Deno.test("FLAC without a length in its header is measured by its last frame, and may have tags around it", async () => {
  const levels = [0.1, 0.2, 0.3, -0.4], bytes = flacBytes(levels, 4096, { total: 0 });
  const expected = levels.flatMap((level) => new Array(4096).fill(level));
  for (const whole of [bytes, concatBytes(id3Bytes(50), bytes, "TAG", new Uint8Array(125))]) {
    await withFile(whole, "a.flac", async (path) => {
      assert.equal((await openAudio(path)).declaredSeconds, 4 * 4096 / 22050);
      assertNear(await decodeAll(path), expected, STEP.s16);
    });
  }
});

Deno.test("a stream can be iterated again and stopped, and leaves no file open", async () => {
  const audio = await openAudio(fixturePath("tone.ogg"));
  for await (const _ of audio) break;
  let samples = 0;
  for await (const chunk of audio) samples += chunk.length;
  assert.equal(samples, 88200);
});

Deno.test("a signal stops the stream with its own reason", async () => {
  const controller = new AbortController(), reason = new Error("cancelled by the user");
  const audio = await openAudio(fixturePath("tone.flac"), { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(async () => {
    for await (const _ of audio);
  }, reason);
});

Deno.test("memory does not grow with the length of the file", async () => {
  // Half an hour of stereo WAV, as a hole in the file system; a quarter of an hour of mp3.
  const peakOf = async (path: string) => {
    let peak = 0, samples = 0;
    const audio = await openAudio(path), before = Deno.memoryUsage().rss;
    for await (const chunk of audio) {
      samples += chunk.length;
      peak = Math.max(peak, Deno.memoryUsage().rss - before);
    }
    return { megabytes: peak / 2 ** 20, seconds: samples / audio.sampleRate };
  };
  const header = wavBytes([], {
    channels: 2,
    sampleRate: 44100,
    dataSize: 1800 * 176_400,
    riffSize: 36 + 1800 * 176_400,
  });
  await withFile(header, "long.wav", async (path) => {
    await Deno.truncate(path, header.length + 1800 * 176_400);
    const { megabytes, seconds } = await peakOf(path);
    assert.equal(seconds, 1800);
    assert.ok(megabytes < 150, `${megabytes} MB`); // 300 MB of file, 600 of samples
  });
  const bare = fixture("tone-no-header.mp3");
  await withFile(concatBytes(...new Array(450).fill(bare)), "long.mp3", async (path) => {
    const { megabytes, seconds } = await peakOf(path);
    assert.ok(seconds > 900, `${seconds} s`);
    assert.ok(megabytes < 150, `${megabytes} MB`); // 160 MB of samples
  });
});
