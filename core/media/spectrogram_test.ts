import assert from "node:assert/strict";
import { referenceKernels } from "../kernels.ts";
import { createSpectrumStream } from "../signal/frames.ts";
import { hzToMel, melToHz } from "../units.ts";
import {
  createSpectrogram,
  SPECTROGRAM_BANDS,
  SPECTROGRAM_FRAMES,
  SPECTROGRAM_HIGH_HZ,
  SPECTROGRAM_LOW_HZ,
} from "./spectrogram.ts";

function columnsOf(samples: Float32Array): number[][] {
  const columns: number[][] = [];
  const toColumns = createSpectrogram(referenceKernels, (bytes) => {
    for (let at = 0; at < bytes.length; at += SPECTROGRAM_BANDS) {
      columns.push([...bytes.subarray(at, at + SPECTROGRAM_BANDS)]);
    }
  });
  const stream = createSpectrumStream(SPECTROGRAM_FRAMES, referenceKernels, toColumns);
  stream.push(samples);
  stream.finish();
  return columns;
}

const sine = (hz: number, amplitude = 1) =>
  Float32Array.from({ length: 8192 }, (_, n) => amplitude * Math.sin(2 * Math.PI * hz * n / 22050));
const toDecibels = (byte: number) => byte / 2.55 - 100;

/** Middle of a band, in Hz. */
function centreOf(band: number): number {
  const low = hzToMel(SPECTROGRAM_LOW_HZ), high = hzToMel(SPECTROGRAM_HIGH_HZ);
  return melToHz(low + (high - low) * (band + 1) / (SPECTROGRAM_BANDS + 1));
}

Deno.test("a sine is brightest in its band, and as bright in every band", () => {
  for (const band of [20, 40, 60, 80, 93]) {
    const column = columnsOf(sine(centreOf(band), 0.1))[4];
    assert.equal(column.indexOf(Math.max(...column)), band);
    // −20 dB; a Hann window spreads a sine over three bins, of power 1.5 in all, of which a wide triangle keeps most.
    const level = toDecibels(column[band]);
    assert.ok(level > -21.5 && level < -18, `band ${band}: ${level} dB`);
  }
});

Deno.test("ten times the amplitude is 20 dB more", () => {
  const [quiet, loud] = [0.01, 0.1].map((amplitude) => toDecibels(Math.max(...columnsOf(sine(1000, amplitude))[4])));
  // A step of the bytes is 0.4 dB.
  assert.ok(Math.abs(loud - quiet - 20) < 0.5, `${loud - quiet} dB`);
});

Deno.test("a click is in the column of its time; silence is 0; nothing gives no columns", () => {
  const click = new Float32Array(20 * 1024);
  click[10 * 1024] = 1;
  const sums = columnsOf(click).map((column) => column.reduce((sum, byte) => sum + byte, 0));
  assert.equal(sums.length, 20);
  assert.equal(sums.indexOf(Math.max(...sums)), 10);
  assert.ok(columnsOf(new Float32Array(600)).every((column) => column.every((byte) => byte === 0)));
  assert.deepEqual(columnsOf(new Float32Array(0)), []);
});
