/**
 * The rows of the table: which emissions and transitions are compared, and how each is regularised.
 * @module
 */
import type { EmissionSpec, TransitionSpec } from "../../core/crf/crf.ts";
import { gridCosineBasis, gridRadialBasis } from "../../core/crf/grid_basis.ts";
import { GRID_SIZE } from "../../core/emotion/grid.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import type { FieldOptions, FieldSpec, Heard } from "./field.ts";

/** What a row varies; the rest is the recipe's. */
export type Group = "baseline" | "emission" | "transitions" | "conditioned transitions";

export interface RowOptions extends FieldOptions {
  /** Of the strength that the rule gives: 1 where there is no choice. */
  multiple: number;
}

export interface Row extends FieldSpec {
  name: string;
  group: Group;
  /** Of these the best is chosen within the training pieces; one is taken as it is. */
  options: readonly RowOptions[];
}

/** Enough for the marginals: the held-out NLL of the baseline changes by less than 0.002 beyond. */
const ITERATIONS = 25;
/** With a matrix for each step an evaluation takes seconds. Rows of the same length beside them say what stopping early does. */
export const FEW_ITERATIONS = 12;
/** Of the weights' strength, to choose from. */
export const MULTIPLES = [1 / 64, 1 / 16, 1 / 4, 1, 4];
/** Width of a basis function over the distance of the centres, that of the default recipe: 0.35 / 0.4. */
const WIDTH_OF_SPACING = 0.875;

/** Σ_b B[b, s]², mean over cells: how much of a cell's score comes of weights of variance 1. */
function cellVariance(emission: EmissionSpec): number {
  const basis = emission.kind === "radialBasis"
    ? gridRadialBasis(emission.centresPerAxis, emission.width)
    : emission.kind === "cosineBasis"
    ? gridCosineBasis(emission.order)
    : null;
  return basis ? Float64Array.from(basis.data).reduce((sum, value) => sum + value * value, 0) / basis.columns : 1;
}

function radialBasis(centresPerAxis: number): EmissionSpec {
  return { kind: "radialBasis", centresPerAxis, width: WIDTH_OF_SPACING * 2 / (centresPerAxis - 1) };
}

/** All rows; the first is what the others are compared with. */
export function potentialRows({ crf }: Recipe): Row[] {
  const { emission, transitions } = crf, strengths = { ...crf.strengths, smoothness: 0 };
  const grid = { rows: GRID_SIZE, columns: GRID_SIZE };
  const only = (maxIterations: number) => [{ multiple: 1, strengths, maxIterations }];

  /** The weights' strength is chosen: what is right for one potential is too much for another. */
  const choice = (weights: number): RowOptions[] =>
    MULTIPLES.map((multiple) => ({
      multiple,
      strengths: { ...strengths, weights: multiple * weights },
      maxIterations: ITERATIONS,
    }));

  const emissionRow = (name: string, emission: EmissionSpec): Row => {
    // The same variance of a cell's score before the data, whatever the basis.
    const weights = crf.strengths.weights * cellVariance(emission) / cellVariance(crf.emission);
    return { name, group: "emission", emission, transitions, hears: "nothing", options: choice(weights) };
  };
  const dense = emissionRow("dense", { kind: "dense" });
  const smooth = dense.options.map(({ strengths, ...rest }) => ({
    ...rest,
    strengths: { ...strengths, weights: strengths.weights / 16, smoothness: strengths.weights },
  }));

  const transitionRow = (name: string, transitions: TransitionSpec): Row => ({
    ...{ name, group: "transitions", emission, transitions, hears: "nothing", options: choice(strengths.weights) },
  });
  const conditionedRow = (name: string, transitions: TransitionSpec, hears: Heard): Row => ({
    ...{ name, group: "conditioned transitions", emission, transitions, hears, options: only(FEW_ITERATIONS) },
  });
  return [
    {
      name: "default recipe",
      group: "baseline",
      emission,
      transitions,
      hears: "nothing",
      options: only(crf.maxIterations),
    },
    ...[3, 4, 6, 9].map((m) => emissionRow(`radial basis ${m}×${m}`, radialBasis(m))),
    ...[2, 4, 6, 8].map((order) => emissionRow(`cosine basis ${order}×${order}`, { kind: "cosineBasis", order })),
    dense,
    { ...dense, name: "dense, smooth between neighbours", options: smooth },
    transitionRow("none", { kind: "none" }),
    transitionRow("gaussian", { kind: "gaussian", ...grid }),
    ...[3, 5, 7].map((size) => transitionRow(`stencil ${size}×${size}`, { kind: "stencil", size, ...grid })),
    transitionRow("displacement", { kind: "displacement", ...grid }),
    ...[4, 16, 48].map((rank) => transitionRow(`low rank ${rank}`, { kind: "lowRank", rank })),
    transitionRow("dense", { kind: "dense" }),
    conditionedRow("dense, stopped early", { kind: "dense" }, "nothing"),
    conditionedRow("gaussian, stopped early", { kind: "gaussian", ...grid }, "nothing"),
    conditionedRow("nominal, three codes", { kind: "nominal", features: 3 }, "codes"),
    conditionedRow("conditioned low rank 2", { kind: "conditionedLowRank", rank: 2 }, "novelty"),
    conditionedRow("novelty, two kernels", { kind: "novelty", kernels: 2, ...grid }, "novelty"),
  ];
}
