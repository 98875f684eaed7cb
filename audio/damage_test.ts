import assert from "node:assert/strict";
import fc from "fast-check";
import { AudioError, openAudio } from "./decode.ts";
import {
  aiffBytes,
  concatBytes,
  decodeBytes,
  decodeError,
  fixture,
  flacBytes,
  id3Bytes,
  MP3_DECODERS,
  riffChunk,
  u32,
  wavBytes,
} from "./testing.ts";

const RAMP = Array.from({ length: 44100 }, (_, n) => Math.sin(n / 50) * 0.9); // 2 s at 22,050 Hz
const WHOLE: [name: string, bytes: Uint8Array][] = [
  ["tone.flac", fixture("tone.flac")],
  ["tone.mp3", fixture("tone.mp3")],
  ["tone-no-header.mp3", fixture("tone-no-header.mp3")],
  ["tone.ogg", fixture("tone.ogg")],
  ["tone.opus", fixture("tone.opus")],
  ["no-length.flac", flacBytes(RAMP.slice(0, 900), 49, { total: 0 })],
  ["tone.wav", wavBytes(RAMP)],
  ["tone.aiff", aiffBytes(RAMP)],
];
/** Each file with everything that decodes it. */
const DECODED = WHOLE.flatMap(([name, bytes]) =>
  MP3_DECODERS.filter(({ decoder, ignore }) => decoder === "npm" || name.endsWith(".mp3") && !ignore)
    .map(({ decoder }) => ({ name, bytes, decoder }))
);

function flipped(bytes: Uint8Array, at: number, mask = 0x55): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= mask;
  return copy;
}

const MESSAGES: [name: string, bytes: Uint8Array, message: string][] = [
  ["empty.mp3", new Uint8Array(0), "it is empty (0 bytes)"],
  [
    "notes.mp3",
    concatBytes("These are the words of a song. ".repeat(200)),
    "it holds neither the header of a known format nor MP3 frames (is it an audio file?)",
  ],
  [
    "list.m4a",
    concatBytes("#EXTM3U\nhttp://127.0.0.1/secret.mp3\n"),
    "it holds neither the header of a known format nor MP3 frames (is it an audio file?)",
  ],
  ["art-only.mp3", id3Bytes(500), "nothing follows its ID3 tag (is the file truncated?)"],
  [
    "cut.mp3",
    fixture("tone.mp3").subarray(0, 16_000),
    "the file declares 2.0 s but only 0.9 s could be decoded (is the file truncated?)",
  ],
  [
    "cut-no-header.mp3",
    fixture("tone-no-header.mp3").subarray(0, 5000),
    "its last MP3 frame is cut off (is the file truncated? if it is meant to end there: " +
    "ffmpeg -i INPUT -c copy OUTPUT.mp3)",
  ],
  [
    "cut.flac",
    fixture("tone.flac").subarray(0, 30_000),
    "the file declares 2.0 s but only 0.8 s could be decoded (is the file truncated?)",
  ],
  [
    "flipped.flac",
    flipped(fixture("tone.flac"), 9000),
    "the file declares 2.0 s but no audio could be decoded (is the file damaged?)",
  ],
  [
    "late.flac",
    flipped(fixture("tone.flac"), 50_000),
    "the file declares 2.0 s but only 1.6 s could be decoded (is the file truncated?)",
  ],
  [
    "hole.mp3",
    fixture("tone.mp3").map((byte, i) => i > 9000 && i < 15_000 ? 0 : byte),
    "the file declares 2.0 s but only 1.6 s could be decoded (is the file truncated?)",
  ],
  ["header.flac", fixture("tone.flac").subarray(0, 30), "its FLAC header is not complete (is the file truncated?)"],
  ["meta.flac", fixture("tone.flac").subarray(0, 60), "its FLAC metadata does not end (is the file truncated?)"],
  [
    "cut-no-length.flac",
    flacBytes([0.1, 0.2, 0.3], 4096, { total: 0 }).slice(0, -3),
    "it does not end with a whole FLAC frame (is the file truncated?)",
  ],
  [
    "cut.ogg",
    fixture("tone.ogg").subarray(0, 8000),
    "its Ogg page at byte 4311 is damaged or cut (is the file truncated?)",
  ],
  [
    "flipped.opus",
    flipped(fixture("tone.opus"), 20_000),
    "its Ogg page at byte 17340 is damaged or cut (is the file truncated?)",
  ],
  ["no-end.ogg", fixture("tone.ogg").subarray(0, 4311), "its last Ogg page is missing (is the file truncated?)"],
  [
    "cut.wav",
    wavBytes(RAMP).subarray(0, 44_144),
    "the file declares 2.0 s but only 1.0 s could be decoded (is the file truncated?)",
  ],
  ["silent.wav", wavBytes([]), "it contains no audio (0 s)"],
  ["silent-list.wav", wavBytes([], { after: riffChunk("LIST", [1, 2, 3, 4]) }), "it contains no audio (0 s)"],
  ["header.wav", wavBytes(RAMP).subarray(0, 30), "it is a WAV file without a data chunk (is it truncated?)"],
  ["riff.wav", wavBytes(RAMP).subarray(0, 12), "it is a WAV file without an fmt chunk (is it truncated?)"],
  [
    "adpcm.wav",
    wavBytes(RAMP, { formatTag: 2 }),
    "WAV samples must be integers of 8, 16, 24 or 32 bits, floats, A-law or µ-law, current value is format 0x0002 " +
    "with 16 bits (convert it with: ffmpeg -i INPUT OUTPUT.flac)",
  ],
  [
    "cut.aiff",
    aiffBytes(RAMP).subarray(0, 44_166),
    "the file declares 2.0 s but only 1.0 s could be decoded (is the file truncated?)",
  ],
  ["silent.aiff", aiffBytes([]), "it contains no audio (0 s)"],
  [
    "ima.aiff",
    aiffBytes(RAMP, { compression: "ima4" }),
    'AIFF samples must be integers of 8, 16, 24 or 32 bits, floats, A-law or µ-law, current value is "ima4" with 16 ' +
    "bits (convert it with: ffmpeg -i INPUT OUTPUT.flac)",
  ],
  ["crowd.wav", wavBytes(RAMP, { channels: 65535 }), "it must have 1 … 64 channels, current value is 65535"],
  ["none.wav", wavBytes(RAMP, { channels: 0 }), "it must have 1 … 64 channels, current value is 0"],
  [
    "still.wav",
    wavBytes(RAMP, { sampleRate: 0 }),
    "the sample rate must be a whole number of 4000 … 384000 Hz, current value is 0",
  ],
  [
    "fast.wav",
    wavBytes(RAMP, { sampleRate: 10_000_000 }),
    "the sample rate must be a whole number of 4000 … 384000 Hz, current value is 10000000",
  ],
  [
    "huge.wav",
    wavBytes(RAMP, { dataSize: 0xfffffffe }),
    "it must not last longer than 43200 s, the file declares 97391.5 s",
  ],
  [
    "huge-chunk.wav",
    concatBytes("RIFF", u32(100, true), "WAVEJUNK", u32(0xfffffff0, true), "fmt "),
    "it is a WAV file without an fmt chunk (is it truncated?)",
  ],
  [
    "huge.aiff",
    aiffBytes(RAMP, { declaredSamples: 0xffffffff }),
    "it must not last longer than 43200 s, the file declares 194783.1 s",
  ],
  [
    "nan.wav",
    wavBytes([0, 0.5, NaN, 0.5], { format: "f32" }),
    "its samples must be finite, current value is NaN in the chunk at 0.0 s " +
    "(was it exported by a program with a fault? export it again as 24-bit integers)",
  ],
  [
    "infinite.aiff",
    aiffBytes([0, -Infinity], { format: "f32", compression: "fl32" }),
    "its samples must be finite, current value is -Infinity in the chunk at 0.0 s " +
    "(was it exported by a program with a fault? export it again as 24-bit integers)",
  ],
];

for (const [name, bytes, problem] of MESSAGES) {
  for (const { decoder, ignore } of name.endsWith(".mp3") ? MP3_DECODERS : MP3_DECODERS.slice(0, 1)) {
    Deno.test({
      name: `${name} is refused by ${decoder}: ${problem.slice(0, 60)}`,
      ignore,
      async fn() {
        const error = await withoutConsole(() => decodeError(bytes, name, { decoder }));
        assert.ok(error instanceof AudioError, `${error.stack}`);
        assert.equal(error.message, `Cannot decode ${name}: ${problem}`);
        assert.ok(error.path.endsWith(`/${name}`));
      },
    });
  }
}

/** Run `work`, which must not write to the console. */
async function withoutConsole<T>(work: () => Promise<T>): Promise<T> {
  const { error, warn, log } = console, printed: unknown[] = [];
  console.error = console.warn = console.log = (...words: unknown[]) => printed.push(words);
  try {
    return await work();
  } finally {
    Object.assign(console, { error, warn, log });
    assert.deepEqual(printed, []);
  }
}

Deno.test("a missing file, a folder and a file of more than the allowed length are refused", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await assert.rejects(openAudio(`${folder}/gone.mp3`), { message: "Cannot decode gone.mp3: there is no such file" });
    await Deno.mkdir(`${folder}/album`);
    await assert.rejects(openAudio(`${folder}/album`), { message: "Cannot decode album: it is a folder" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const error = await decodeError(wavBytes(RAMP), "long.wav", { maxSeconds: 1.5 });
  assert.equal(error.message, "Cannot decode long.wav: it must not last longer than 1.5 s, the file declares 2.0 s");
});

Deno.test("a name can not write to the terminal", async () => {
  const error = await decodeError(new Uint8Array(0), "a\x1b[31m\nb.wav");
  assert.equal(error.message, "Cannot decode a [31m b.wav: it is empty (0 bytes)");
});

Deno.test("no file that is cut anywhere gives a timeline", async () => {
  const cut = fc.record({ file: fc.constantFrom(...DECODED), share: fc.double({ min: 0, max: 0.94, noNaN: true }) });
  await fc.assert(
    fc.asyncProperty(cut, async ({ file: { name, bytes, decoder }, share }) => {
      const error = await decodeError(bytes.subarray(0, Math.floor(bytes.length * share)), name, { decoder });
      assert.ok(error instanceof AudioError, `${error.stack}`);
    }),
    { seed: 4, numRuns: 250 },
  );
});

Deno.test("a flac file of nothing but overlapping headers is given up soon", async () => {
  const pattern = [0xff, 0xf8, 0x19, 0x00, 0x4e]; // its checksum is 0xff: each header's last byte is the next one's first
  const chain = new Uint8Array(200_000).map((_, i) => pattern[i % pattern.length]);
  const bytes = concatBytes(
    fixture("tone.flac").subarray(0, 4),
    [0x80, 0, 0, 34],
    fixture("tone.flac").subarray(8, 42),
    chain,
  );
  const begun = performance.now(), error = await decodeError(bytes, "chain.flac");
  assert.match(error.message, /no audio could be decoded/);
  assert.ok(performance.now() - begun < 10_000, "it took a minute when every overlap was followed");
});

Deno.test("a file that declares more than is allowed is refused by its header", async () => {
  const bytes = wavBytes(RAMP), path = await Deno.makeTempFile({ suffix: ".wav" });
  await Deno.writeFile(path, bytes);
  await assert.rejects(openAudio(path, { maxSeconds: 1.5 }), {
    name: "AudioError",
    message: /^Cannot decode .*: it must not last longer than 1.5 s, the file declares 2.0 s$/,
  });
  await Deno.remove(path);
});

Deno.test("no damage crashes a decoder, writes to the console or shortens the music unnoticed", async () => {
  const place = fc.record({
    at: fc.double({ min: 0, max: 0.9999, noNaN: true }),
    mask: fc.integer({ min: 1, max: 255 }),
  });
  const damage = fc.record({
    file: fc.constantFrom(...DECODED),
    places: fc.array(place, { minLength: 1, maxLength: 30 }),
    inHead: fc.boolean(),
  });
  await withoutConsole(() =>
    fc.assert(
      fc.asyncProperty(damage, async ({ file: { name, bytes, decoder }, places, inHead }) => {
        const broken = bytes.slice();
        for (const { at, mask } of places) broken[Math.floor(at * (inHead ? 100 : bytes.length))] ^= mask;
        try {
          const samples = await decodeBytes(broken, name, { maxSeconds: 60, decoder });
          // A header may have been changed into that of another valid file, with another rate.
          if (!inHead) assert.ok(samples.length > 1.85 * 22050, `${name} gave ${samples.length} samples by ${decoder}`);
          assert.ok(samples.every(Number.isFinite), `${name} gave samples that are not numbers`);
        } catch (error) {
          assert.ok(error instanceof AudioError, `${(error as Error).stack}`);
        }
      }),
      { seed: 5, numRuns: 400 },
    )
  );
});
