import assert from "node:assert/strict";
import { join } from "node:path";
import { fixturePath } from "../audio/testing.ts";
import { PCM_HEADER_BYTES, writePcmHeader } from "../formats/pcm.ts";
import { decodePcm as decodeInEarnest } from "../workers/decoding.ts";
import type { Compute } from "./compute.ts";
import { isDiskFull } from "./failure.ts";
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
  const cache = await openPcmCache(folder, { waitMs: 1000, ...options });
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
      assert.equal((await cache.read(source(), { from: 20, count: 80 }))!.bytes!.length, 160);
      const late = (await cache.read(source(), { from: 20, count: 81 }))!;
      assert.deepEqual([late.bytes, late.available], [undefined, 100], "it says how far it is after waiting");
      const waiting = cache.read(source(), { from: 90, count: 50 });
      runs[0].write(50);
      assert.equal((await waiting)!.bytes!.length, 100);
      runs[0].end.resolve();
      await waitForNames(folder, ["aa.pcm"]);
      const end = (await cache.read(source(), { from: 100, count: 500 }))!;
      assert.deepEqual([end.bytes!.length, end.whole, end.samples], [100, true, 150], "the piece ends where it ends");
    });
    await withCache(folder, { compute: { decodePcm } }, async (cache) => {
      assert.equal((await cache.info(source()))!.whole, true);
    });
    assert.equal(runs.length, 1);
  }));

Deno.test("headers that declare less than there is are not believed: several files in one begin with those of the first", () =>
  inFolder(async (folder) => {
    const { decodePcm, runs } = steppedDecoder();
    await withCache(folder, { compute: { decodePcm } }, async (cache) => {
      await cache.info(source());
      runs[0].write(1200);
      assert.equal((await cache.info(source()))!.samples, 1200);
    });
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
    await Deno.writeTextFile(join(folder, "bb.1.part"), "of a process that was killed");
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

/** A decoder that writes 100 samples at once. */
const quickDecoder = (): { decodePcm: Decode; runs: () => number } => {
  let runs = 0;
  return {
    runs: () => runs,
    decodePcm: async ({ pcmPath }) => {
      runs++;
      await writeDecoded(pcmPath);
    },
  };
};
const DECODED_BYTES = PCM_HEADER_BYTES + 200;

async function writeDecoded(path: string): Promise<void> {
  const bytes = new Uint8Array(DECODED_BYTES);
  bytes.set(writePcmHeader({ sampleRate: 10, channels: 1, declaredSamples: 100 }));
  await Deno.writeFile(path, bytes);
}

/** Waits until all of it is decoded. */
async function whole(cache: PcmCache, asked: ReturnType<typeof source>): Promise<void> {
  for (let tries = 0; !(await cache.info(asked))?.whole; tries++) {
    assert.ok(tries < 500);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("many that end together beyond the bound leave as many as fit, and the process alive", () =>
  inFolder(async (folder) => {
    for (let round = 0; round < 5; round++) {
      await withCache(folder, { compute: quickDecoder(), mostBytes: 2 * DECODED_BYTES }, async (cache) => {
        const asked = Array.from({ length: 12 }, (_, i) => source(`${round}${i}`));
        await Promise.all(asked.map((one) => cache.info(one)));
      });
      const left = (await Array.fromAsync(Deno.readDir(folder))).length;
      assert.ok(left === 2 || left === 1, `${left} files are left`);
    }
  }));

Deno.test("what is beyond a bound that was lowered goes when the cache is opened", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(folder);
    for (const [name, seconds] of [["old", 1], ["new", 2]] as const) {
      await writeDecoded(join(folder, `${name}.pcm`));
      await Deno.utime(join(folder, `${name}.pcm`), seconds, seconds);
    }
    await withCache(folder, { compute: quickDecoder(), mostBytes: DECODED_BYTES }, () =>
      waitForNames(folder, ["new.pcm"]));
  }));

Deno.test("a decoded file that somebody removed, cut off or damaged is decoded again", () =>
  inFolder(async (folder) => {
    const decoder = quickDecoder(), path = join(folder, "aa.pcm");
    const isThere = async (cache: PcmCache) => {
      await whole(cache, source());
      return (await cache.read(source(), { from: 90, count: 50 }))!.bytes!.length;
    };
    await withCache(folder, { compute: decoder, waitMs: 9000 }, async (cache) => {
      assert.equal(await isThere(cache), 20);
      await Deno.remove(path);
      assert.equal(await isThere(cache), 20, "that was open");
      await Deno.remove(path);
      const { bytes } = (await cache.read(source(), { from: 0, count: 100 }))!;
      assert.equal(bytes!.length, 200, "between asking of it and reading it");
    });
    for (const damage of [new Uint8Array(DECODED_BYTES), new Uint8Array(10), new Uint8Array(0)]) {
      await Deno.writeFile(path, damage);
      await withCache(folder, { compute: decoder }, async (cache) => assert.equal(await isThere(cache), 20));
    }
    assert.equal(decoder.runs(), 6);
  }));

Deno.test("a decoder that fails while it is waited for is told of by its reason, never by the file that it left", () =>
  inFolder(async (folder) => {
    const reason = { name: "JobError", message: "Cannot decode song.mp3: it is damaged" };
    const decodePcm: Decode = async ({ pcmPath }) => {
      await writeDecoded(pcmPath);
      throw new Error("Cannot decode tone.mp3: it is damaged");
    };
    await withCache(folder, { compute: { decodePcm } }, async (cache) => {
      for (let i = 0; i < 50; i++) {
        await assert.rejects(cache.read(source(), { from: 0, count: 200 }), reason);
        await assert.rejects(cache.read(source(), { from: 0, count: 200 }), reason);
      }
    });
    await waitForNames(folder, []);
  }));

Deno.test("while nothing is decoded, nothing is told; nothing is wrong either", () =>
  inFolder(async (folder) => {
    const busy = Promise.withResolvers<void>(), { decodePcm } = quickDecoder();
    const compute = { decodePcm: (...call: Parameters<Decode>) => busy.promise.then(() => decodePcm(...call)) };
    await withCache(folder, { compute, waitMs: 20 }, async (cache) => {
      assert.equal(await cache.info(source()), null);
      assert.equal(await cache.read(source(), { from: 0, count: 1 }), null);
      busy.resolve();
      await whole(cache, source());
    });
  }));

Deno.test({
  name: "on a full disk what others were decoded to makes room, and who asks again tries again",
  ignore: Deno.build.os !== "linux", // /dev/full is Linux's
  fn: () =>
    inFolder(async (folder) => {
      const compute = { decodePcm: ((request) => decodeInEarnest(request, () => {})) as Decode };
      await Deno.mkdir(folder);
      for (const [i, name] of ["a", "b", "c", "d"].entries()) {
        await writeDecoded(join(folder, `${name}.pcm`));
        await Deno.utime(join(folder, `${name}.pcm`), i, i);
      }
      await withCache(folder, { compute, waitMs: 9000 }, async (cache) => {
        await Deno.symlink("/dev/full", join(folder, "ee.1.part"));
        await assert.rejects(cache.info(source("ee")), (error) => isDiskFull(error));
        await waitForNames(folder, ["c.pcm", "d.pcm"]);
        await whole(cache, source("ee"));
      });
    }),
});
