/**
 * A model that listens while the music plays: heatmaps of what has been heard so far, and of nothing that comes later.
 * @module
 */
import { emissionScores, ForwardFilter, transitionMatrix } from "../crf/crf.ts";
import { dbnActivations, type RunDbn } from "../dbn/dbn.ts";
import { CELL_COUNT } from "../emotion/grid.ts";
import type { Kernels } from "../kernels.ts";
import type { StepFeatures } from "../signal/step_features.ts";
import { calibrateMap } from "./calibration.ts";
import { hear, type Heard, PREDICTIONS, predictSteps } from "./hearing.ts";
import { crfInputs, type MoodModel, requireFeatureVersion } from "./model.ts";

/** What counts as the song when it does not end: the last four minutes. Everything is relative to their mean. */
export const SONG_STEPS = 240;
/** Logarithm of a probability that cannot be told from none. */
const LEAST_LOG = -700;

export interface LiveOptions {
  kernels: Kernels;
  /** What runs the network, if not the kernels. */
  runDbn?: RunDbn;
}

/**
 * Heatmaps of a song that goes on. Steps are pushed as they end; between them {@link hear} says what the last second
 * sounds like. All that the model takes relative to its song is relative to the song so far, so after the last step it
 * is what the batch has; earlier maps are what could be known then.
 * The CRF is filtered forwards ({@link ForwardFilter}); first and present step are held as a prediction's ends are.
 * Cost: O(SONG_STEPS) a call, some milliseconds with WASM.
 */
export class LiveListener {
  readonly #model: MoodModel;
  readonly #options: Required<LiveOptions>;
  readonly #transitions: Float64Array;
  #filter: ForwardFilter;
  /** Where the last step was expected before it was heard, [121]. */
  #expected: Float64Array = new Float64Array(CELL_COUNT).fill(1 / CELL_COUNT);
  #song: StepFeatures = { steps: 0, spectra: new Float32Array(0), descriptors: new Float32Array(0) };
  #steps = 0;

  /**
   * @throws RangeError if the model's features are of another version; TypeError if its steps have transitions of their own.
   */
  constructor(model: MoodModel, { kernels, runDbn = dbnActivations }: LiveOptions) {
    requireFeatureVersion(model);
    this.#model = model;
    this.#options = { kernels, runDbn };
    this.#transitions = transitionMatrix(model);
    this.#filter = new ForwardFilter(CELL_COUNT, this.#transitions);
  }

  /** Steps pushed so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Inputs of the CRF at the last step, [D]: what the batch would have if the song ended there. */
  get inputs(): Float64Array {
    return this.#inputsOf(this.#song);
  }

  /**
   * A step is over.
   * @param step its features alone (T = 1).
   * @returns its heatmap, [121].
   */
  push(step: StepFeatures): Float64Array {
    const all = joined(this.#song, step);
    this.#song = stepsOf(all, Math.max(0, all.steps - SONG_STEPS), all.steps);
    const scores = this.#scoresOf(this.#song);
    if (this.#steps === 0) this.#expected = this.#holdStart(this.#filter, scores);
    else this.#expected = this.#filter.predict();
    this.#filter.push(scores);
    this.#steps++;
    return this.#held(this.#expected, scores);
  }

  /**
   * The heatmap of a second that need not be a step, [121]; nothing is remembered of it.
   * A second that has just become a step gives its map, one that is about to the next one's: between them both are mixed.
   * @param second its features alone (T = 1).
   * @param since share of a step since the last one ended, 0 … 1.
   */
  hear(second: StepFeatures, since: number): Float64Array {
    const next = Math.min(1, Math.max(0, since));
    if (this.#steps === 0) {
      const scores = this.#scoresOf(second), filter = new ForwardFilter(CELL_COUNT, this.#transitions);
      return this.#held(this.#holdStart(filter, scores), scores);
    }
    const before = stepsOf(this.#song, 0, this.#song.steps - 1);
    const asLast = this.#held(this.#expected, this.#scoresOf(joined(before, second)));
    if (next === 0) return asLast;
    const asNext = this.#held(this.#filter.predict(), this.#scoresOf(joined(this.#song, second)));
    return asNext.map((p, cell) => next * p + (1 - next) * asLast[cell]);
  }

  /** Forget the song. */
  reset(): void {
    this.#song = stepsOf(this.#song, 0, 0);
    this.#steps = 0;
    this.#filter.reset();
  }

  /** Hold the first step as a prediction does; gives where it is expected then. */
  #holdStart(filter: ForwardFilter, scores: Float64Array): Float64Array {
    for (let i = 0; i < this.#model.recipe.crf.edgeSteps; i++) filter.push(scores);
    return filter.predict();
  }

  #inputsOf(song: StepFeatures): Float64Array {
    const { listener, recipe, crf } = this.#model, { kernels, runDbn } = this.#options;
    const heard = hear(listener.ear, song, kernels, runDbn),
      recent = lastHeard(heard, recipe.regression.stepWindowSeconds);
    const predictions = predictSteps(listener, heard).subarray(-recent.steps * PREDICTIONS);
    return crfInputs(this.#model, predictions, recent).slice(-crf.inputs);
  }

  /** Emission scores of a song's last step, [121]. */
  #scoresOf(song: StepFeatures): Float64Array {
    return emissionScores(this.#model, this.#inputsOf(song), this.#options.kernels);
  }

  /** Marginal of a step that is held, from where it was expected and how each cell scores: forward, then back from its echoes. */
  #held(expected: Float64Array, scores: Float64Array): Float64Array {
    const { kernels } = this.#options, S = CELL_COUNT, T = 1 + this.#model.recipe.crf.edgeSteps;
    return kernels.scope(() => {
      const chain = kernels.float64(T * S), marginals = kernels.float64(T * S), transitions = kernels.float64(S * S);
      for (let t = 0; t < T; t++) chain.set(scores, t * S);
      for (let s = 0; s < S; s++) chain[s] += Math.max(LEAST_LOG, Math.log(expected[s]));
      transitions.set(this.#transitions);
      const batch = {
        states: S,
        offsets: Int32Array.of(0, T),
        scores: chain,
        transitions,
        weights: Float64Array.of(1),
      };
      kernels.chainExpectations(batch, {
        marginals,
        edges: kernels.float64(S * S),
        logPartitions: new Float64Array(1),
      });
      return calibrateMap(this.#model.calibration, marginals.subarray(0, S));
    });
  }
}

/** Steps of one piece behind those of another. */
function joined(a: StepFeatures, b: StepFeatures): StepFeatures {
  if (a.steps === 0) return b;
  const both = (x: Float32Array, y: Float32Array) => {
    const out = new Float32Array(x.length + y.length);
    out.set(x);
    out.set(y, x.length);
    return out;
  };
  return {
    steps: a.steps + b.steps,
    spectra: both(a.spectra, b.spectra),
    ...(a.deviations && b.deviations && { deviations: both(a.deviations, b.deviations) }),
    descriptors: both(a.descriptors, b.descriptors),
  };
}

/** Steps `from` … `to - 1` of a piece that has one. */
export function stepsOf(
  { steps, spectra, deviations, descriptors }: StepFeatures,
  from: number,
  to: number,
): StepFeatures {
  const part = (rows: Float32Array) => rows.subarray(from * rows.length / steps, to * rows.length / steps);
  return {
    steps: to - from,
    spectra: part(spectra),
    ...(deviations && { deviations: part(deviations) }),
    descriptors: part(descriptors),
  };
}

function lastHeard({ steps, width, rows, units, activations }: Heard, count: number): Heard {
  const from = Math.max(0, steps - count);
  return {
    steps: steps - from,
    width,
    rows: rows.subarray(from * width),
    units,
    activations: activations.subarray(from * units),
  };
}
