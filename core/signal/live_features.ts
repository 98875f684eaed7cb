/**
 * Features of music that is still being heard: of the last second, at any moment, and of whole steps once they are over.
 *
 * Every call runs {@link stepFeatures} on what the longest time-scale can remember, so that live and batch can never
 * disagree about what a feature is. Cost: about 2 ms of a core for each second remembered (WASM).
 * @module
 */
import type { Kernels } from "../kernels.ts";
import { ANALYSIS_RATE } from "./frames.ts";
import { type StepFeatures, stepFeatures } from "./step_features.ts";
import { SEED_SPECTRUM, type StepFrameSpec } from "./step_spectrum_spec.ts";

/** Seconds that a step's features may depend on, its own included: harmony is heard over 16 s. */
const CONTEXT_SECONDS = 17;
/** Half of the longest frame: frames that are centred in a step reach this far beyond it. */
export const LOOK_AHEAD_SAMPLES = 4096;
/** Below this a last second is too short to say anything: a fifth of it. */
export const LEAST_SAMPLES = ANALYSIS_RATE / 5;

/** What is remembered at least: the context of a step that ended a second and a look-ahead ago. */
const KEPT_SAMPLES = (CONTEXT_SECONDS + 2) * ANALYSIS_RATE;

/** Push samples at {@link ANALYSIS_RATE}; ask for features. Memory is bounded. */
export class LiveFeatures {
  readonly #kernels: Kernels;
  readonly #spec: StepFrameSpec;
  readonly #kept = new Float32Array(2 * KEPT_SAMPLES);
  #heard = 0;
  /** Samples in `#kept`: the last ones pushed. */
  #filled = 0;

  /** @param spec frames of the spectra, as in {@link stepFeatures}. */
  constructor(kernels: Kernels, spec: StepFrameSpec = SEED_SPECTRUM) {
    this.#kernels = kernels;
    this.#spec = spec;
  }

  /** Samples pushed so far. */
  get samples(): number {
    return this.#heard;
  }

  push(samples: Float32Array): void {
    const part = samples.subarray(Math.max(0, samples.length - KEPT_SAMPLES));
    if (this.#filled + part.length > this.#kept.length) {
      this.#kept.copyWithin(0, this.#filled - KEPT_SAMPLES, this.#filled);
      this.#filled = KEPT_SAMPLES;
    }
    this.#kept.set(part, this.#filled);
    this.#filled += part.length;
    this.#heard += samples.length;
  }

  /** Steps that are over, the frames that reach beyond them included. */
  get finishedSteps(): number {
    return Math.max(0, Math.floor((this.#heard - LOOK_AHEAD_SAMPLES) / ANALYSIS_RATE));
  }

  /**
   * Features of a whole step, as the batch has them while the song is remembered from its start. Later they differ by where
   * frames begin: the batch's with the song, these with what is remembered.
   * @throws RangeError unless the step is over and not yet forgotten (it is remembered for a second).
   */
  step(step: number): StepFeatures {
    const end = (step + 1) * ANALYSIS_RATE, oldest = this.#heard - ANALYSIS_RATE - LOOK_AHEAD_SAMPLES;
    if (!(Number.isInteger(step) && step >= 0 && step < this.finishedSteps && end >= oldest)) {
      throw new RangeError(
        `Cannot hear a step: it must have ended within the last second, current value is step ${step} ` +
          `after ${(this.#heard / ANALYSIS_RATE).toFixed(2)} s`,
      );
    }
    return this.#before(end);
  }

  /** Features of the last second, or of all there is while that is less; null while it is less than a fifth. */
  lastSecond(): StepFeatures | null {
    return this.#heard < LEAST_SAMPLES ? null : this.#before(this.#heard);
  }

  /** The second before a sample. What frames want beyond the newest sample is its past, mirrored: silence would click. */
  #before(end: number): StepFeatures {
    const first = this.#heard - this.#filled;
    const seconds = Math.min(CONTEXT_SECONDS, Math.floor((end - first) / ANALYSIS_RATE));
    const start = seconds > 0 ? end - seconds * ANALYSIS_RATE : first, length = end - start;
    const samples = new Float32Array(length + LOOK_AHEAD_SAMPLES);
    const known = this.#kept.subarray(start - first, Math.min(this.#filled, end + LOOK_AHEAD_SAMPLES - first));
    samples.set(known);
    for (let i = known.length; i < samples.length; i++) samples[i] = samples[Math.max(0, 2 * known.length - 2 - i)];
    const { spectra, deviations, descriptors, steps } = stepFeatures(samples, this.#kernels, this.#spec);
    const row = Math.max(0, seconds - 1);
    const only = (values: Float32Array) => values.slice(row * values.length / steps, (row + 1) * values.length / steps);
    return {
      steps: 1,
      spectra: only(spectra),
      ...(deviations && { deviations: only(deviations) }),
      descriptors: only(descriptors),
    };
  }
}
