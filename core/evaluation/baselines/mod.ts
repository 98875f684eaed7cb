/**
 * All baselines: what a system is to be compared with.
 * @module
 */
import type { Baseline } from "./baseline.ts";
import { dbnRegressionSystem } from "./dbn_regression.ts";
import { gaussianRegressionSystem } from "./gaussian_regression.ts";
import { kalmanSystem } from "./kalman_filter.ts";
import { linearSmoothingSystem } from "./linear_smoothing.ts";
import { seedCrfSystem } from "./seed_crf.ts";
import { trainingMeanSystem } from "./training_mean.ts";

export { type Baseline, BASELINE_RECIPE } from "./baseline.ts";
export { CEILING, meanRecord, splitHalfRuns } from "./human_ceiling.ts";

/** Name of the floor in a report. */
export const FLOOR = "training mean";

/** From the floor upwards. */
export const BASELINES: readonly Baseline[] = [
  {
    name: FLOOR,
    description: "one map for all music: the frequency of the training ratings in each cell",
    create: () => trainingMeanSystem,
  },
  {
    name: "DBN regression",
    description: "the network's arousal and valence alone, with the normal distribution of its residuals",
    create: (seed, kernels) => dbnRegressionSystem(seed, kernels),
  },
  {
    name: "linear + smoothing",
    description: "ridge regression of each step's descriptors, moving average, normal distribution of the residuals",
    create: (_, kernels) => linearSmoothingSystem(kernels),
  },
  {
    name: "Gaussian regression",
    description:
      "linear regression to means, variances and correlation of the annotators (Schmidt, Turnbull & Kim 2010)",
    create: (_, kernels) => gaussianRegressionSystem(kernels),
  },
  {
    name: "Kalman filter",
    description: "linear dynamics of those parameters, observed through the descriptors (Schmidt & Kim 2010)",
    create: (_, kernels) => kalmanSystem(kernels),
  },
  {
    name: "seed-style CRF",
    description: "quantised descriptors, jittered labels, dense transitions (Schmidt & Kim 2011)",
    create: (seed, kernels) => seedCrfSystem(seed, kernels),
  },
];
