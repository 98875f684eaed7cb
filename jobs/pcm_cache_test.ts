import assert from "node:assert/strict";
import { join } from "node:path";
import { fixturePath } from "../audio/testing.ts";
import { PCM_HEADER_BYTES, writePcmHeader } from "../formats/pcm.ts";
import type { Compute } from "./compute.ts";
import { openPcmCache, type PcmCache, type PcmCacheOptions } from "./pcm_cache.ts";

type Decode = Compute["decodePcm"];

/** A decoder that writes 100 samples when it is told to, and ends or fails when it is told to. */
function steppedDecoder() {
  const runs: { write(samples: number): void; end: PromiseWithResolvers<void> }[] = [];
  const decodePcm: Decode = async ({ pcmPath }, { signal } = {}) => {
    const end = Promise.withResolvers<void>();
    signal?.addEventListener("abort", () => end.reject(signal.reason));
    const write = (samples: number) =>
      Deno.writeFileSync(pcmPath, new Uint8Array(new Int16Array(samples).fill(7).buffer), { append: true });
    runs.push({ write, end });
    await Deno.writeFile(pcmPath, writePcmHeader({ sampleRate: 10, channels: 1, declaredSamples: 1000 }));
    await end.promise;
  };
  return { decodePcm, runs };
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-pcm-" });
  try {
    await work(join(folder, "pcm"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withCache(folder: string, options: PcmCacheOptions, work: (cache: PcmCache) => Promise<void>) {
  const cache = await openPcmCache(folder, { waitMs: 60, ...options });
  await work(cache).finally(() => cache.close());
}

const source = (sha256 = "aa") => ({ path: fixturePath("tone.mp3"), sha256, name: "song.mp3" });
/** Waits until the folder holds just these. */
async function waitForNames(folder: string, expected: string[]): Promise<void> {
  let names: string[] = [];
  for (let tries = 0; tries < 100; tries++) {
    names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    if (names.join() === expected.join()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(names, expected);
}

Deno.test("what is decoded so far can be read, what is not yet is waited for, and it is decoded once", () =>
  inFolder(async (folder) => {
    const { decodePcm, runs } = steppedDecoder();
    await withCache(folder, { compute: { decodePcm } }, async (cache) => {
      const [info] = await Promise.all([cache.info(source()), cache.info(source())]);
      assert.deepEqual(info, { sampleRate: 10, channels: 1, samples: 1000, available: 0, whole: false });
      runs[0].write(100);
      assert.equal((await cache.read(source(), { from: 20, count: 80 })).bytes!.length, 160);
      const late = await cache.read(source(), { from: 20, count: 81 });
      assert.deepEqual([late.bytes, late.available], [undefined, 100], "it says how far it is after waiting");
      const waiting = cache.read(source(), { from: 90, count: 50 });
      runs[0].write(50);
      assert.equal((await waiting).bytes!.length, 100);
      runs[0].end.resolve();
      await waitForNames(folder, ["aa.pcm"]);
      const end = await cache.read(source(), { from: 100, count: 500 });
      assert.deepEqual([end.bytes!.length, end.whole, end.samples], [100, true, 150], "the piece ends where it ends");
    });
    await withCache(folder, { compute: { decodePcm } }, async (cache) => {
      assert.equal((await cache.info(source())).whole, true);
    });
    assert.equal(runs.length, 1);
  }));

Deno.test("a decoder that fails, or is cut off, leaves nothing that looks whole", () =>
  inFolder(async (folder) => {
    const { decodePcm, runs } = steppedDecoder();
    await withCache(folder, { compute: { decodePcm } }, async (cache) => {
      await cache.info(source());
      runs[0].write(100);
      const waiting = cache.read(source(), { from: 90, count: 50 });
      runs[0].end.reject(new Error("Cannot decode tone.mp3: it is damaged"));
      await assert.rejects(waiting, { name: "JobError", message: "Cannot decode song.mp3: it is damaged" });
      await waitForNames(folder, []);
      await cache.info(source()); // is tried again
      runs[1].write(100);
    });
    assert.equal(runs.length, 2);
    await waitForNames(folder, []); // closing gives it up
    await Deno.writeTextFile(join(folder, "bb.part"), "of a process that was killed");
    await withCache(folder, { compute: { decodePcm } }, async () => {
      await waitForNames(folder, []);
    });
  }));

Deno.test("beyond the bound what was not played for longest goes, and is decoded again when it is asked for", () =>
  inFolder(async (folder) => {
    const { decodePcm, runs } = steppedDecoder(), bytes = PCM_HEADER_BYTES + 200;
    await withCache(folder, { compute: { decodePcm }, mostBytes: 2 * bytes }, async (cache) => {
      const decode = async (sha256: string, then: string[]) => {
        await cache.info(source(sha256));
        runs.at(-1)!.write(100);
        runs.at(-1)!.end.resolve();
        await waitForNames(folder, then);
      };
      await decode("aa", ["aa.pcm"]);
      await decode("bb", ["aa.pcm", "bb.pcm"]);
      await Deno.utime(join(folder, "aa.pcm"), 1000, 1000);
      await Deno.utime(join(folder, "bb.pcm"), 2000, 2000);
      await cache.read(source("aa"), { from: 0, count: 1 }); // used now
      await decode("cc", ["aa.pcm", "cc.pcm"]);
      await decode("bb", ["bb.pcm", "cc.pcm"]);
      assert.equal(runs.length, 4);
    });
    await withCache(folder, { compute: { decodePcm }, mostBytes: 1 }, async (cache) => {
      await cache.info(source("dd"));
      runs.at(-1)!.end.resolve();
      await waitForNames(folder, ["dd.pcm"]);
    });
  }));
