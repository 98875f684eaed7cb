import assert from "node:assert/strict";
import { join } from "node:path";
import { referenceKernels } from "../core/kernels.ts";
import { DESCRIPTOR_NAMES } from "../core/signal/step_features.ts";
import { SEED_SPECTRUM } from "../core/signal/step_spectrum_spec.ts";
import { type HeardAs, openFeatureCache } from "./feature_cache.ts";
import { type HeardFile, readEntry, writeEntry } from "./feature_entry.ts";

/** Windows has no such modes and pipes. */
const POSIX = Deno.build.os !== "windows";

const as: HeardAs = { sha256: "ab".repeat(32), decoder: "npm 1.2", spec: SEED_SPECTRUM, kernels: referenceKernels };

function heard(steps: number, deviations = false): HeardFile {
  const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i) * 10);
  return {
    features: {
      steps,
      spectra: numbers(steps * 257),
      descriptors: numbers(steps * DESCRIPTOR_NAMES.length),
      ...(deviations ? { deviations: numbers(steps * 257) } : {}),
    },
    durationSeconds: steps - 0.3,
    sampleRate: 44100,
  };
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-cache-" });
  try {
    await work(join(folder, "below", "cache"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesIn = async (folder: string) => (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();

Deno.test("what was written is read again, with and without deviations, in another process too", () =>
  inFolder(async (folder) => {
    const both: HeardAs = { ...as, spec: { ...SEED_SPECTRUM, statistics: "mean+deviation" } };
    for (const [of, one] of [[as, heard(3)], [both, heard(2, true)], [as, heard(0)]] as const) {
      await openFeatureCache(folder).write(of, one);
      assert.deepEqual(await openFeatureCache(folder).read(of), one);
    }
    assert.equal((await namesIn(folder)).length, 2, "one file an entry, none beside it");
  }));

Deno.test("an entry is of its content, decoder, specification and kernels, and of nothing else", () =>
  inFolder(async (folder) => {
    const cache = openFeatureCache(folder);
    await cache.write(as, heard(3));
    const others: HeardAs[] = [
      { ...as, sha256: "cd".repeat(32) },
      { ...as, decoder: "npm 1.3" },
      { ...as, spec: { ...SEED_SPECTRUM, frameSamples: 1024 } },
      { ...as, spec: { ...SEED_SPECTRUM, hopSamples: 256 } },
      { ...as, spec: { ...SEED_SPECTRUM, statistics: "mean+deviation" } },
      { ...as, kernels: { ...referenceKernels, id: "wasm" } },
      { ...as, perturbation: "gain" },
      { ...as, kernels: { ...referenceKernels, features: ["fma"] } },
    ];
    for (const other of others) assert.equal(await cache.read(other), null);
    // What is computed from the features of a step needs no other entry.
    const scales = { ...SEED_SPECTRUM, scalesSeconds: [1, 8], relativeTo: "past" as const };
    assert.deepEqual(await cache.read({ ...as, spec: scales }), heard(3));
  }));

Deno.test("a damaged entry is ignored, wherever the damage is, and written again", () =>
  inFolder(async (folder) => {
    const cache = openFeatureCache(folder);
    await cache.write(as, heard(2));
    const [name] = await namesIn(folder), path = join(folder, name), whole = await Deno.readFile(path);
    const damages: Uint8Array[] = [
      new Uint8Array(0),
      whole.slice(0, 10),
      whole.slice(0, -1),
      Uint8Array.of(...whole, 0),
      new Uint8Array(whole.length),
      ...[0, 5, 100, 2000, whole.length - 40, whole.length - 1].map((at) => {
        const copy = whole.slice();
        copy[at] ^= 1;
        return copy;
      }),
    ];
    for (const damaged of damages) {
      await Deno.writeFile(path, damaged);
      assert.equal(await cache.read(as), null);
      await cache.write(as, heard(2));
      assert.deepEqual(await cache.read(as), heard(2));
    }
    await Deno.rename(path, join(folder, `${"0".repeat(64)}.features`));
    assert.equal(await cache.read(as), null, "under another's name");
    assert.equal(readEntry("other", writeEntry("one", heard(1)) as Uint8Array<ArrayBuffer>), null);
  }));

Deno.test(
  "an entry that is whole but of other shapes, a link and a pipe are ignored",
  { ignore: !POSIX },
  () =>
    inFolder(async (folder) => {
      const cache = openFeatureCache(folder);
      await cache.write(as, heard(2));
      const [name] = await namesIn(folder), path = join(folder, name), key = name.replace(/\.features$/, "");
      const whole = heard(2), { features } = whole;
      for (
        const wrong of [
          { ...features, spectra: features.spectra.slice(1) },
          { ...features, spectra: new Float32Array(0) },
          { ...features, deviations: features.spectra },
          { steps: 0.5, spectra: new Float32Array(0), descriptors: new Float32Array(DESCRIPTOR_NAMES.length / 2) },
        ]
      ) {
        await Deno.writeFile(path, writeEntry(key, { ...whole, features: wrong }));
        assert.equal(await cache.read(as), null);
      }
      await Deno.writeFile(join(folder, "elsewhere"), writeEntry(key, whole));
      await Deno.remove(path);
      await Deno.symlink(join(folder, "elsewhere"), path);
      assert.equal(await cache.read(as), null);
      await Deno.remove(path);
      assert.ok((await new Deno.Command("mkfifo", { args: [path] }).output()).success);
      assert.equal(await cache.read(as), null);
    }),
);

Deno.test("the folder is its owner's alone", { ignore: !POSIX }, () =>
  inFolder(async (folder) => {
    await openFeatureCache(folder).write(as, heard(1));
    assert.equal((await Deno.stat(folder)).mode! & 0o777, 0o700);
  }));

Deno.test("beyond the bound what was not used for longest goes; leftovers of killed writers go, too", () =>
  inFolder(async (folder) => {
    const bytes = writeEntry("0".repeat(64), heard(10)).length,
      cache = openFeatureCache(folder, { mostBytes: 4.5 * bytes });
    const numbered = (i: number): HeardAs => ({ ...as, decoder: `decoder ${i}` });
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(join(folder, "x.tmp"), "");
    await Deno.utime(join(folder, "x.tmp"), 1, 1);
    await Deno.writeTextFile(join(folder, "y.tmp"), "");
    await Deno.writeTextFile(join(folder, "notes.txt"), "not ours");
    const age = new Map<string, number>();
    for (let i = 0; i < 4; i++) {
      await cache.write(numbered(i), heard(10));
      for (const name of await namesIn(folder)) {
        if (!name.endsWith(".features") || age.has(name)) continue;
        age.set(name, i);
        await Deno.utime(join(folder, name), 1000 + i, 1000 + i); // long ago, one after the other
      }
    }
    assert.ok(await cache.read(numbered(0)), "used: the youngest now");
    await cache.write(numbered(4), heard(10));
    const left = await Promise.all([0, 1, 2, 3, 4].map(async (i) => await cache.read(numbered(i)) !== null));
    assert.deepEqual(left, [true, false, true, true, true]);
    assert.deepEqual((await namesIn(folder)).filter((name) => !name.endsWith(".features")), ["notes.txt", "y.tmp"]);
  }));

Deno.test("writers at the same time do not disturb each other or a reader", () =>
  inFolder(async (folder) => {
    const caches = Array.from({ length: 8 }, () => openFeatureCache(folder));
    let found = 0;
    await Promise.all(caches.flatMap((cache) => [
      cache.write(as, heard(20)),
      cache.read(as).then((one) => {
        if (one) assert.deepEqual(one, heard(20));
        found++;
      }),
    ]));
    assert.equal(found, 8);
    assert.deepEqual(await caches[0].read(as), heard(20));
    assert.equal((await namesIn(folder)).length, 1);
  }));

Deno.test("a folder that can not be written costs nothing but time", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, ".."), { recursive: true });
    await Deno.writeTextFile(folder, "a file");
    const cache = openFeatureCache(folder);
    await cache.write(as, heard(1));
    assert.equal(await cache.read(as), null);
  }));
