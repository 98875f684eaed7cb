import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceKernels } from "../kernels.ts";
import { midiToHz } from "../units.ts";
import { ANALYSIS_RATE, binCount } from "./frames.ts";
import { HARMONY_NAMES, harmonyInto, LOWEST_NOTE, NOTE_COUNT, noteFilters } from "./harmony.ts";
import { filterBank } from "./mel.ts";

function harmony(chroma: ArrayLike<number>): Record<string, number> {
  const out = new Float32Array(HARMONY_NAMES.length + 2).fill(NaN);
  harmonyInto(chroma, out, 1);
  assert.ok(Number.isNaN(out[0]) && Number.isNaN(out[HARMONY_NAMES.length + 1]), "writes its own columns only");
  return Object.fromEntries(HARMONY_NAMES.map((name, i) => [name, out[1 + i]]));
}

const chromaOf = (...classes: number[]) => Array.from({ length: 12 }, (_, i) => classes.includes(i) ? 1 : 0);
/** Outputs are f32 of size 1 to 3. */
const close = (actual: number, expected: number, what = "") =>
  assert.ok(Math.abs(actual - expected) < 3e-7, `${what} is ${actual}, expected ${expected}`);

const chromas = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 });

Deno.test("a triad is its own template, and shares two of three notes with its neighbours", () => {
  const cMajor = harmony(chromaOf(0, 4, 7));
  close(cMajor["chord.major"], 1);
  close(cMajor["chord.minor"], 2 / 3);
  close(cMajor["chord.augmented"], 2 / 3);
  close(cMajor["chord.dominant7"], Math.sqrt(3) / 2);
  close(cMajor.chordMode, 1 / 3);
  assert.ok(cMajor.mode > 0);
  const aMinor = harmony(chromaOf(9, 0, 4));
  close(aMinor["chord.minor"], 1);
  close(aMinor.chordMode, -1 / 3);
  assert.ok(aMinor.mode < 0);
  close(harmony(chromaOf(11, 2, 5))["chord.diminished"], 1);
  close(harmony(chromaOf(1, 5, 9))["chord.augmented"], 1);
  close(harmony(chromaOf(7, 0, 2))["chord.suspended"], 1);
  close(harmony(chromaOf(7, 11, 2, 5))["chord.dominant7"], 1);
  close(harmony(chromaOf(5, 9, 0, 4))["chord.major7"], 1);
  close(harmony(chromaOf(2, 5, 9, 0))["chord.minor7"], 1);
});

Deno.test("key strengths are Pearson correlations with the probe-tone profiles, written out for C major", () => {
  // Of a chroma that is 1 in three places and 0 in nine: its squares about the mean sum to 3 · 9 / 12.
  const pearson = (profile: number[], classes: number[]) => {
    const mean = profile.reduce((a, b) => a + b) / 12;
    const top = classes.reduce((sum, i) => sum + profile[i] - mean, 0);
    return top / Math.sqrt(3 * 9 / 12 * profile.reduce((sum, p) => sum + (p - mean) ** 2, 0));
  };
  // Krumhansl 1990, p. 30.
  const major = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
  const minor = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];
  const { keyMajor, keyMinor, mode } = harmony(chromaOf(0, 4, 7));
  close(keyMajor, pearson(major, [0, 4, 7]), "C major");
  // The best minor key of C, E, G is E minor, in which they are the sixth, the tonic and the third.
  close(
    keyMinor,
    Math.max(...Array.from({ length: 12 }, (_, t) => pearson(minor, [0, 4, 7].map((i) => (i + t) % 12)))),
  );
  close(keyMinor, pearson(minor, [8, 0, 3]), "E minor");
  close(mode, keyMajor - keyMinor);
  close(harmony(major)["keyMajor"], 1);
  close(harmony(minor)["keyMinor"], 1);
});

Deno.test("transposition and scale change nothing", () => {
  fc.assert(
    fc.property(chromas, fc.integer({ min: 1, max: 11 }), fc.integer({ min: -9, max: 9 }), (chroma, by, exponent) => {
      const expected = harmony(chroma);
      const moved = harmony(chroma.map((_, i) => chroma[(i + by) % 12] * 10 ** exponent));
      for (const name of HARMONY_NAMES) close(moved[name], expected[name], name);
    }),
    { seed: 1 },
  );
});

Deno.test("shares of intervals, of unisons and of what is left sum to 1", () => {
  fc.assert(
    fc.property(chromas, (chroma) => {
      const values = harmony(chroma), sum = chroma.reduce((a, b) => a + b);
      let total = chroma.reduce((squares, value) => squares + (value / sum) ** 2, 0) + values["interval.6"];
      for (let k = 1; k <= 5; k++) total += 2 * values[`interval.${k}`];
      close(total, 1);
      assert.ok(values.chromaEntropy > 0 && values.chromaEntropy <= Math.fround(Math.log(12)));
    }),
    { seed: 2 },
  );
  close(harmony(chromaOf(0, 6))["interval.6"], 0.5);
  close(harmony(chromaOf(0, 7))["interval.5"], 0.25);
});

Deno.test("silence gives zeros, a flat chroma no key, one note no entropy", () => {
  assert.ok(Object.values(harmony(new Float64Array(12))).every((value) => value === 0));
  for (const level of [1e-3, 0.1, 1, 1e6]) {
    const flat = harmony(new Float64Array(12).fill(level));
    assert.deepEqual([flat.keyMajor, flat.keyMinor, flat.mode, flat.chordMode], [0, 0, 0, 0]);
    close(flat.chromaEntropy, Math.log(12));
  }
  assert.equal(harmony(chromaOf(5)).chromaEntropy, 0);
});

Deno.test("every note of the piano is loudest in its own filter", () => {
  const spec = { frameSamples: 8192, hopSamples: 2048 },
    filters = noteFilters(spec),
    out = new Float32Array(NOTE_COUNT);
  assert.equal(filters.length, NOTE_COUNT);
  for (let note = 0; note < NOTE_COUNT; note++) {
    // The main lobe of a Hann window: two bins to each side.
    const at = midiToHz(LOWEST_NOTE + note) * spec.frameSamples / ANALYSIS_RATE;
    const power = new Float32Array(binCount(spec));
    for (let bin = Math.max(0, Math.ceil(at - 2)); bin <= at + 2; bin++) {
      power[bin] = Math.cos(Math.PI * (bin - at) / 4) ** 4;
    }
    referenceKernels.filterBandsInto(power, filterBank(filters, spec), out);
    const loudest = out.indexOf(Math.max(...out));
    // Below 110 Hz semitones are closer than bins: neighbours cannot be told apart.
    assert.ok(Math.abs(loudest - note) <= (note < 24 ? 1 : 0), `note ${note} is heard as ${loudest}`);
  }
});
