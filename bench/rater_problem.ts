/**
 * Training problems of any size for benchmarks: noise that raters agree about a little.
 * @module
 */
import { type Clip, clipsFromSequences, createCrf, type CrfProblem } from "../core/crf/crf.ts";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { type Random, seededRandom } from "../core/random.ts";

export interface ProblemSize {
  clips: number;
  /** Sequences of a clip. */
  raters: number;
  /** Of every clip. */
  steps: number;
  /** D */
  inputs: number;
}

/** Raters stay where they are at this share of the steps. */
const STAY = 0.7;

/** Cells of a rater who mostly stays. */
export function raterLabels(steps: number, random: Random): Int32Array {
  let cell = random.integer(CELL_COUNT);
  return Int32Array.from({ length: steps }, () => cell = random.uniform() < STAY ? cell : random.integer(CELL_COUNT));
}

/** Dense emissions and transitions over the 121 cells; standard normal inputs, f64 as the product's are. */
export function raterProblem({ clips, raters, steps, inputs }: ProblemSize): CrfProblem {
  const random = seededRandom(1), dense = { kind: "dense" } as const;
  const crf = createCrf({ states: CELL_COUNT, inputs, bias: true, emission: dense, transitions: dense });
  const made: Clip[] = [];
  for (let clip = 0; clip < clips; clip++) {
    const heard = Float64Array.from({ length: steps * inputs }, () => random.normal());
    const said = Array.from({ length: raters }, () => ({ labels: raterLabels(steps, random) }));
    made.push(...clipsFromSequences(crf, heard, said));
  }
  return { crf, clips: made };
}
