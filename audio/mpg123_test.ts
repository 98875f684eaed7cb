import assert from "node:assert/strict";
import { AudioError, openAudio } from "./decode.ts";
import { findMpg123 } from "./mpg123.ts";
import {
  concatBytes,
  decodeAll,
  decodeBytes,
  decodeError,
  fixture,
  fixturePath,
  id3Bytes,
  MP3_DECODERS,
  withFile,
} from "./testing.ts";

const library = findMpg123(), { ignore } = MP3_DECODERS.find(({ decoder }) => decoder === "native")!;

/** Signal to noise over all samples, the first and the last included: a shift by one sample leaves 25 dB. */
function agreement(estimated: Float32Array, reference: Float32Array): number {
  assert.equal(estimated.length, reference.length);
  let signal = 0, noise = 1e-30;
  reference.forEach((value, n) => {
    signal += value ** 2;
    noise += (estimated[n] - value) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

const FILES: [name: string, bytes: Uint8Array][] = [
  ...["tone.mp3", "tone-mono.mp3", "tone-no-header.mp3"].map((name): [string, Uint8Array] => [name, fixture(name)]),
  ["joined.mp3", concatBytes(fixture("tone.mp3"), fixture("tone.mp3"))],
  ["tagged.mp3", concatBytes(id3Bytes(100_000), fixture("tone.mp3"), "TAG", new Uint8Array(125))],
  // Longer than the blocks in which bytes are read and given to the decoder.
  ["long.mp3", concatBytes(...new Array(20).fill(fixture("tone-no-header.mp3")))],
];

for (const [name, bytes] of FILES) {
  Deno.test({
    name: `${name} has the same samples by libmpg123 as by the npm package, to 100 dB`,
    ignore,
    async fn() {
      await withFile(bytes, name, async (path) => {
        assert.equal((await openAudio(path, { decoder: "auto" })).decoder, library!.id);
        const [native, npm] = [await decodeAll(path, { decoder: "native" }), await decodeAll(path, { decoder: "npm" })];
        const found = agreement(native, npm);
        assert.ok(found > 100, `${found} dB`);
      });
    },
  });
}

Deno.test({
  name: "libmpg123 is named with the instructions that it uses",
  ignore,
  fn: () => assert.match(library!.id, /^libmpg123( \d+\.\d+\.\d+\S*)? \S+$/),
});

Deno.test({
  name: "what changes its sample rate on the way is refused by libmpg123",
  ignore,
  async fn() {
    // 44,100 Hz, then the same frames with the header of 32,000 Hz: longer ones, so that they have to be filled up.
    const frames = fixture("tone-no-header.mp3"), joined = concatBytes(frames, await otherRate(frames));
    const error = await decodeError(joined, "mixed.mp3", { decoder: "native" });
    assert.ok(error instanceof AudioError, `${error.stack}`);
    assert.match(error.message, /^Cannot decode mixed\.mp3: /);
  },
});

/** Frames of 32,000 Hz and 128 kbit/s, of 576 bytes, with the contents of frames of 44,100 Hz. */
function otherRate(bytes: Uint8Array): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at + 4 < bytes.length; at += 417 + (bytes[at + 2] >> 1 & 1)) {
    const frame = new Uint8Array(576);
    frame.set(bytes.subarray(at, Math.min(bytes.length, at + 417)));
    frame[2] = frame[2] & 0xf1 | 0x08;
    frames.push(frame);
  }
  return concatBytes(...frames);
}

Deno.test({
  name: "decoders that are closed early and twice leave nothing, and a closed one says so",
  ignore,
  fn() {
    const bytes = fixture("tone.mp3") as Uint8Array<ArrayBuffer>, before = Deno.memoryUsage().rss;
    for (let i = 0; i < 3000; i++) {
      const decoder = library!.open();
      decoder.decode(bytes.subarray(0, 4096));
      decoder.free();
      decoder.free();
      if (i === 2999) assert.throws(() => decoder.decode(bytes), { message: "the decoder is closed" });
    }
    // A decoder and what it was fed are some 70 kB: 210 MB if they stayed.
    assert.ok(Deno.memoryUsage().rss - before < 100 * 2 ** 20);
  },
});

Deno.test("libmpg123 is not used by default, nor where the process may not call libraries", async () => {
  assert.match((await openAudio(fixturePath("tone.mp3"))).decoder, /^@audio\/decode-mp3 /);
  const script = `import { openAudio } from ${JSON.stringify(import.meta.resolve("./decode.ts"))};
    for (const decoder of ["auto", "native"]) {
      try { console.log((await openAudio(Deno.args[0], { decoder })).decoder); } catch (e) { console.log(e.message); }
    }`;
  await withFile(new TextEncoder().encode(script), "no_ffi.ts", async (path) => {
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-read",
        "--allow-env",
        "--config",
        configPath,
        path,
        fixturePath("tone.mp3"),
      ],
    }).output();
    const [auto, native] = new TextDecoder().decode(stdout).split("\n");
    assert.match(auto, /^@audio\/decode-mp3 /, new TextDecoder().decode(stderr));
    assert.equal(
      native,
      "Cannot decode tone.mp3: decoding mp3 natively needs libmpg123 (install it, or use the npm decoder)",
    );
  });
});

const configPath = new URL("../deno.json", import.meta.url).pathname;

Deno.test("decodeBytes with each decoder gives samples of its own", { ignore }, async () => {
  const bytes = fixture("tone.mp3"), first = await decodeBytes(bytes, "a.mp3", { decoder: "native" });
  const copy = first.slice();
  await decodeBytes(fixture("tone-mono.mp3"), "b.mp3", { decoder: "native" });
  assert.deepEqual(first, copy);
});
