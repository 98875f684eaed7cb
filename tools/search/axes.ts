/**
 * What the search for the default model may choose: an axis at a time, from the recipe as it stands.
 * @module
 */
import { findRecipe, type Recipe } from "../../core/model/recipe.ts";

/** A change of a recipe, by a name that the log gives it. */
export interface Option {
  name: string;
  change(recipe: Recipe): Recipe;
}

/** Options of which one is chosen; the first is where the search starts. */
export interface Axis {
  name: string;
  options: readonly Option[];
}

const withRegression = (name: string, part: Partial<Recipe["regression"]>): Option => ({
  name,
  change: (recipe) => ({ ...recipe, regression: { ...recipe.regression, ...part } }),
});
const withHearing = (name: string, part: Partial<Recipe["hearing"]>): Option => ({
  name,
  change: (recipe) => ({ ...recipe, hearing: { ...recipe.hearing, ...part } }),
});
const withCrf = (name: string, part: Partial<Recipe["crf"]>): Option => ({
  name,
  change: (recipe) => ({ ...recipe, crf: { ...recipe.crf, ...part } }),
});

/** The seed's chain over descriptors alone, the simplest of what may be chosen: everything else must win its place. */
export const START: Recipe = {
  ...findRecipe("default"),
  hearing: { ...findRecipe("default").hearing, descriptors: true, network: "none" },
  regression: { ...findRecipe("default").regression, songMethod: "ridge", nuisances: 0 },
};

/**
 * In the order in which they are decided. Chains without transitions lost .03 nats in every trial of an earlier search, modelled
 * raters and single layers of the network changed less than .002: they are not asked again (docs/limits.md).
 */
export const AXES: readonly Axis[] = [
  {
    name: "song's regression",
    options: [
      withRegression("ridge", { songMethod: "ridge" }),
      withRegression("Gaussian process", { songMethod: "gaussianProcess" }),
    ],
  },
  {
    name: "hearing",
    options: [
      withHearing("descriptors", { descriptors: true, network: "none" }),
      withHearing("descriptors and network", { descriptors: true, network: "trained" }),
    ],
  },
  {
    name: "directions ignored",
    options: [0, 5].map((nuisances) => withRegression(String(nuisances), { nuisances })),
  },
  {
    name: "emissions",
    options: [
      withCrf("6×6 radial", { emission: { kind: "radialBasis", centresPerAxis: 6, width: 0.35 } }),
      withCrf("4×4 radial", { emission: { kind: "radialBasis", centresPerAxis: 4, width: 0.5 } }),
    ],
  },
];
