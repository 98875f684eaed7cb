/**
 * Hearing step by step, while the music plays.
 * @module
 */
import { dbnActivations } from "../dbn/dbn.ts";
import type { Kernels } from "../kernels.ts";
import { DESCRIPTOR_NAMES } from "../signal/descriptors.ts";
import { binCount } from "../signal/frames.ts";
import { spectrumRowInto, type StepSpectra } from "../signal/step_spectra.ts";
import { spectrumColumns } from "../signal/step_spectrum_spec.ts";
import { type Ear, earWidth, heardColumns, heardLayers, hearingSpectrum, standardizeInto } from "./hearing.ts";
import { removeLevelInto, RunningLevel } from "./level.ts";

/** What is heard of one step: a row of `Heard` as it is known when the step ends. */
export interface HeardStep {
  /** [width] */
  row: Float64Array;
  /** [units] */
  activations: Float32Array;
}

/** Takes the features of a step and gives what is heard of it. */
export interface LiveHearing {
  /** @param step features of one step: log magnitudes, deviations where the ear needs them, descriptors. */
  push(step: StepSpectra & { descriptors: Float32Array }): HeardStep;
}

/**
 * Hear a piece whose end is not known: the rows that `hear` gives an ear relative to the past, one by one. Nothing of a later
 * step goes into an earlier one. (Features of a step are whole half a frame after its end: 12 ms for the seed's spectra,
 * 0.19 s for pitch.) Memory: the longest scale.
 */
export function createLiveHearing(ear: Ear, kernels: Kernels): LiveHearing {
  const spec = hearingSpectrum(ear.hearing), bins = binCount(spec), columns = heardColumns(ear.hearing);
  const level = new RunningLevel(), longest = Math.max(...spec.scalesSeconds);
  const held = { spectra: new Float32Array(0), deviations: new Float32Array(0) };
  const width = earWidth(ear), { regression, crf } = heardLayers(ear);
  const meanRow = new Float64Array(width);
  let meanActivations: Float64Array | null = null, sounding = 0;

  function networkRow(step: StepSpectra, logMagnitude: number): Float32Array {
    held.spectra = lastSteps(held.spectra, step.spectra, longest);
    if (step.deviations) held.deviations = lastSteps(held.deviations, step.deviations, longest);
    const inputs = new Float32Array(spectrumColumns(spec));
    spectrumRowInto(held, held.spectra.length / bins - 1, { spec, level: logMagnitude }, inputs, 0);
    standardizeInto(inputs, ear.scale);
    return inputs;
  }

  return {
    push(step) {
      const music = level.hear(step.spectra, step.descriptors);
      const all = Float64Array.from(step.descriptors.subarray(0, DESCRIPTOR_NAMES.length));
      removeLevelInto(all, music);
      const tables = ear.dbn ? dbnActivations(ear.dbn, networkRow(step, music.logMagnitude), kernels) : [];
      const row = Float64Array.of(
        ...columns.map((column) => all[column]),
        ...regression.flatMap((l) => [...tables[l]]),
      );
      const activations = Float32Array.from(crf.flatMap((l) => [...tables[l]]));
      meanActivations ??= new Float64Array(activations.length);
      if (!music.sounds) {
        row.set(meanRow);
        activations.set(meanActivations);
        return { row, activations };
      }
      sounding++;
      row.forEach((value, i) => meanRow[i] += (value - meanRow[i]) / sounding);
      activations.forEach((value, i) => meanActivations![i] += (value - meanActivations![i]) / sounding);
      return { row, activations };
    },
  };
}

/** `held` with one more step, at most `steps` of them. */
function lastSteps(held: Float32Array, step: Float32Array, steps: number): Float32Array<ArrayBuffer> {
  const kept = held.subarray(Math.max(0, held.length - (steps - 1) * step.length));
  const out = new Float32Array(kept.length + step.length);
  out.set(kept);
  out.set(step, kept.length);
  return out;
}
