/**
 * What the steps sound like harmonically: register, chroma, and harmony over several windows.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { CHROMA_NAMES, chromaInto, Tuning } from "./chroma.ts";
import { DESCRIPTOR_NAMES, descriptorColumn, HARMONY_SECONDS } from "./descriptors.ts";
import { binCount, createSpectrumStream, type FrameSpec } from "./frames.ts";
import { HARMONY_NAMES, harmonyInto, LOWEST_NOTE, NOTE_COUNT, noteFilters, PITCH_CLASSES } from "./harmony.ts";
import { filterBank } from "./mel.ts";
import { StepMeans } from "./step_means.ts";

/** Long enough to tell semitones from 110 Hz on; a hop of half a frame hears every sample. */
const FRAMES: FrameSpec = { frameSamples: 8192, hopSamples: 4096 };
const BINS = binCount(FRAMES);
/** Salience below this in all notes together is silence. */
const SILENT = 1e-6;

/** What is kept of a step: the salience of the notes, then the chroma. */
const CHROMA_AT = NOTE_COUNT;

/** Collects pitch, harmony and chroma. */
export function pitchStage(kernels: Kernels) {
  const bank = filterBank(noteFilters(FRAMES), FRAMES), tuning = new Tuning();
  const means = new StepMeans(NOTE_COUNT + BINS, FRAMES, (mean) => {
    const kept = new Float32Array(NOTE_COUNT + PITCH_CLASSES);
    kept.set(mean.subarray(0, NOTE_COUNT));
    chromaInto(mean.subarray(NOTE_COUNT), { spec: FRAMES, tuning }, kept, CHROMA_AT);
    return kept;
  });
  let notes = new Float32Array(0);
  const stream = createSpectrumStream(FRAMES, kernels, (power, count, first) => {
    if (notes.length !== count * NOTE_COUNT) notes = new Float32Array(count * NOTE_COUNT);
    kernels.filterBandsInto(power, bank, notes);
    means.eachRun(first, count, (sums, from, end) => {
      const own = (width: number, table: Float32Array) => table.subarray((from - first) * width, (end - first) * width);
      kernels.sumFramesInto(own(NOTE_COUNT, notes), sums.subarray(0, NOTE_COUNT), { roots: true });
      kernels.sumFramesInto(own(BINS, power), sums.subarray(NOTE_COUNT), { roots: false });
    });
  });

  /** Register into a step's row, salience of pitch classes into `classes`. */
  function writeStep(salience: Float32Array, row: Float32Array, classes: Float64Array): void {
    let total = 0, mean = 0, square = 0;
    for (let note = 0; note < NOTE_COUNT; note++) {
      const value = salience[note];
      classes[(note + LOWEST_NOTE) % PITCH_CLASSES] += value;
      total += value;
      mean += value * note;
      square += value * note * note;
    }
    row.set(salience.subarray(CHROMA_AT), descriptorColumn(CHROMA_NAMES[0]));
    if (total <= SILENT) return;
    row[descriptorColumn("pitch")] = LOWEST_NOTE + mean / total;
    row[descriptorColumn("pitchSpread")] = Math.sqrt(Math.max(0, square / total - (mean / total) ** 2));
  }

  const writeInto = (out: Float32Array, steps: number) => {
    const width = DESCRIPTOR_NAMES.length, classes = new Float64Array(steps * PITCH_CLASSES);
    const of = (step: number) => classes.subarray(step * PITCH_CLASSES, (step + 1) * PITCH_CLASSES);
    for (let step = 0; step < steps; step++) {
      writeStep(means.of(step), out.subarray(step * width, (step + 1) * width), of(step));
    }
    const window = new Float64Array(PITCH_CLASSES);
    for (const seconds of HARMONY_SECONDS) {
      const offset = descriptorColumn(`${HARMONY_NAMES[0]}.${seconds}s`);
      for (let step = 0; step < steps; step++) {
        window.fill(0);
        for (let past = Math.max(0, step - seconds + 1); past <= step; past++) {
          of(past).forEach((value, i) => window[i] += value);
        }
        harmonyInto(window, out, step * width + offset);
      }
    }
  };
  return { stream, writeInto };
}
