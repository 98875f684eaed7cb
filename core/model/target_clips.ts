/**
 * Soft targets of the CRF, where the raters are known by their mean and deviation only.
 * @module
 */
import { stepMaps } from "../annotation/gaussian_targets.ts";
import type { TargetSeries } from "../annotation/target_series.ts";
import { addCouplingInto, type Clip } from "../crf/crf.ts";
import type { ClipShape } from "../crf/clips.ts";
import { mean } from "../statistics.ts";
import { STEP_SECONDS } from "./model.ts";

/** Share of all transitions below which one is left out: there are 14,641 kinds, and few matter. */
const RARE = 1e-6;
/** Of a coupling's margins: as much as rare transitions leave out. */
const ERROR = 1e-4;

/**
 * The clip of a piece with targets: the steps at whose middle one holds; none where none does. The raters' states at a
 * step are distributed as its map q_t (`gaussian_targets.ts`). How each one moves is not known from maps: they are taken to be
 * the chain with those margins that moves most like `kernel`, step by step (`crf/coupling.ts`), and the likelihood of its
 * paths is what is trained,
 *   w·Σ_t (Σ_s q_t(s)·score_t(s) + Σ_rs E_t(r, s)·A(r, s)) - w·log Z,
 * which is -w·KL(raters ‖ CRF) but for a constant: exact and, as with raters, concave in what is linear. Cost O(T·S²) times
 * the rounds of a coupling. All transitions are told at the first step: where they happen makes no difference to a CRF that
 * has one matrix for all.
 * @param shape of a CRF with one matrix of transitions for all steps.
 * @param inputs X of the whole piece, [T, D]; the clip holds a view of it.
 * @param kernel how likely each transition of a rater is, [121, 121], each > 0.
 * @param share of its raters that the clip counts as; all by default.
 */
export function targetClips(
  shape: ClipShape,
  inputs: Float64Array,
  targets: TargetSeries,
  { steps, kernel, share = 1 }: { steps: number; kernel: Float64Array; share?: number },
): Clip[] {
  const { states: S, inputs: D } = shape, { maps, rows } = stepMaps(targets, steps, STEP_SECONDS);
  const first = rows.findIndex((row) => row >= 0), end = rows.findLastIndex((row) => row >= 0) + 1;
  if (end === 0) return [];
  const weight = share * mean(Array.from(rows.subarray(first, end), (row) => targets.raters[row]));
  const run = maps.subarray(first * S, end * S);
  return [{
    steps: end - first,
    inputs: inputs.subarray(first * D, end * D),
    conditions: new Float64Array(0),
    weight,
    gold: run.map((probability) => weight * probability),
    ...transitionsOf(run, S, weight, kernel),
  }];
}

/** Expected transitions of `weight` raters through maps [T, S]. */
function transitionsOf(
  maps: Float64Array,
  S: number,
  weight: number,
  kernel: Float64Array,
): Pick<Clip, "edgeSteps" | "edges" | "edgeCounts"> {
  const joint = new Float64Array(S * S), moves = maps.length / S - 1;
  const row = (t: number) => maps.subarray(t * S, (t + 1) * S);
  for (let t = 0; t < moves; t++) {
    addCouplingInto(kernel, { before: row(t), after: row(t + 1), weight: 1, tolerance: ERROR }, joint);
  }
  const edges = Int32Array.from(joint.keys()).filter((edge) => joint[edge] > RARE * moves);
  let kept = 0;
  for (const edge of edges) kept += joint[edge];
  return {
    edgeSteps: new Int32Array(edges.length).fill(1),
    edges,
    edgeCounts: Float64Array.from(edges, (edge) => weight * moves * joint[edge] / kept),
  };
}
