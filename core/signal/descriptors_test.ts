import assert from "node:assert/strict";
import fc from "fast-check";
import { createWasmKernels } from "../../kernels/wasm.ts";
import { referenceKernels } from "../kernels.ts";
import { seededRandom } from "../random.ts";
import { DESCRIPTOR_GROUPS, DESCRIPTOR_NAMES, groupColumns } from "./descriptors.ts";
import { stepFeatures } from "./step_features.ts";

const RATE = 22050, GOLDEN = new URL("../../tests/golden/descriptors/", import.meta.url);
const kernels = { reference: referenceKernels, wasm: await createWasmKernels() };

/** Samples of the committed excerpt: 16 bits behind a header of 44 bytes. */
async function excerpt(): Promise<Float32Array> {
  const { buffer } = await Deno.readFile(new URL("excerpt.wav", GOLDEN));
  return Float32Array.from(new Int16Array(buffer, 44), (value) => value / 32768);
}

const music = await excerpt();
/** As `make.py` makes them. */
const signals: Record<string, Float32Array> = {
  music,
  clipped: music.map((x) => Math.max(-1, Math.min(1, x * 20))),
  "quiet music": music.map((x) => x * 1e-4),
  silence: new Float32Array(RATE + 1000),
  DC: new Float32Array(RATE).fill(0.5),
  "one sample": Float32Array.of(0.5),
  "300 samples": music.slice(0, 300),
  "997 Hz": Float32Array.from({ length: 3 * RATE }, (_, n) => Math.sin(2 * Math.PI * 997 * n / RATE)),
};

/**
 * Descriptors in dB, octaves, semitones and shares are f32 of spectra in f32: relative errors of 2e-7 of the largest bin,
 * against which the floor of empty bands lies 60 dB deep. Beside a pure tone or a constant everything but its own bins is
 * rounding: there a band's level means little, and the deviation of what does not change is the root of its rounding.
 */
function tolerance(signal: string, name: string): number {
  if (signal === "997 Hz" || signal === "DC") return name.includes("epstrum") ? 0.05 : 0.02;
  // The relative gate lies in a bin of 0.02 LU.
  return name === "loudnessGated" ? 0.02 : 2e-3;
}

for (const [backend, using] of Object.entries(kernels)) {
  Deno.test(`${backend}: descriptors have the golden values of the published formulae`, async () => {
    const golden = JSON.parse(await Deno.readTextFile(new URL("descriptors.json", GOLDEN)));
    assert.deepEqual(golden.names, DESCRIPTOR_NAMES);
    assert.deepEqual(Object.keys(golden.signals), Object.keys(signals));
    for (const [signal, rows] of Object.entries<number[][]>(golden.signals)) {
      const { steps, descriptors } = stepFeatures(signals[signal], using);
      assert.equal(steps, rows.length);
      rows.flat().forEach((expected, i) => {
        const name = DESCRIPTOR_NAMES[i % DESCRIPTOR_NAMES.length], apart = Math.abs(descriptors[i] - expected);
        assert.ok(apart <= tolerance(signal, name), `${signal}, ${name}: ${descriptors[i]} instead of ${expected}`);
      });
    }
  });
}

Deno.test("groups share out the columns, and each has the size that its paper gives it", () => {
  const columns = DESCRIPTOR_GROUPS.flatMap((group) => groupColumns([group]));
  assert.deepEqual(columns.sort((a, b) => a - b), DESCRIPTOR_NAMES.map((_, i) => i));
  const size = (group: typeof DESCRIPTOR_GROUPS[number]) => groupColumns([group]).length;
  assert.deepEqual([size("mfcc"), size("chroma"), size("contrast"), size("shape")], [2 * 20, 12, 14, 4]);
  assert.deepEqual(groupColumns(["chroma", "mfcc"]), groupColumns(["mfcc", "chroma"]));
});

Deno.test("nothing that can be played gives NaN or infinity", () => {
  const hostile = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 1e6, -1e6, 1e-45, 1e-38, -1e-30, 0.5),
    fc.float({ min: -1, max: 1, noNaN: true }),
    fc.float({ min: Math.fround(-1e6), max: Math.fround(1e6), noNaN: true }),
  );
  const sound = fc.record({
    values: fc.array(hostile, { minLength: 1, maxLength: 50 }),
    length: fc.integer({ min: 0, max: 3 * RATE }),
    run: fc.integer({ min: 1, max: 3000 }),
    seed: fc.nat(),
  }).map(({ values, length, run, seed }) => {
    const random = seededRandom(seed);
    let value = values[0];
    return Float32Array.from({ length }, (_, n) => {
      if (n % run === 0) value = values[Math.floor(random.uniform() * values.length)];
      return value;
    });
  });
  const spec = { frameSamples: 512, hopSamples: 512, statistics: "mean+deviation" } as const;
  fc.assert(
    fc.property(sound, (samples) => {
      const { spectra, deviations, descriptors } = stepFeatures(samples, kernels.wasm, spec);
      for (const table of [spectra, deviations!, descriptors]) assert.ok(table.every(Number.isFinite));
    }),
    { seed: 5, numRuns: 60 },
  );
});
