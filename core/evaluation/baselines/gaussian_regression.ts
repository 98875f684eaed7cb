/**
 * Multiple linear regression to the parameters of a normal distribution.
 * @module
 */
import type { Kernels } from "../../kernels.ts";
import type { TrainingPiece } from "../../model/training_piece.ts";
import { fitRidges, predictRidge } from "../../regression/ridge.ts";
import type { System } from "../cross_validate.ts";
import { descriptorRows, gaussianMaps, leastIndex, meanNllNats, predictHeldOut } from "./baseline.ts";
import { PARAMETERS, ratedParameters, validGaussian } from "./plane_parameters.ts";
import { stepTable, STRENGTHS } from "./step_table.ts";

/**
 * MLR: each of the five parameters of the annotators' normal distribution (means, variances, correlation) is a linear function
 * of the step's descriptors (Schmidt, Turnbull & Kim 2010). Differs from it in the descriptors, and in a ridge, whose strength
 * inner folds of the training pieces choose: there are more descriptors than pieces, and plain least squares would predict noise.
 * Predicted variances are those of raters alone: how far off the mean is, the method does not know.
 */
export function gaussianRegressionSystem(kernels: Kernels): System {
  const fit = (strengths: readonly number[]) => (pieces: readonly TrainingPiece[]) => {
    const models = fitRidges(stepTable(pieces, PARAMETERS, ratedParameters, kernels), strengths);
    return (piece: TrainingPiece) => {
      const { rows } = descriptorRows(piece, kernels), { steps } = piece.features;
      return models.map((model) => {
        const parameters = predictRidge(model, rows);
        return gaussianMaps(steps, (t) => validGaussian(parameters.subarray(t * PARAMETERS, (t + 1) * PARAMETERS)));
      });
    };
  };
  return (training, onProgress) => {
    const honest = predictHeldOut(training, fit(STRENGTHS), { onProgress });
    const chosen = leastIndex(STRENGTHS.map((_, s) => meanNllNats(training, honest.map((maps) => maps[s]))));
    const predict = fit([STRENGTHS[chosen]])(training);
    return (piece) => predict(piece)[0];
  };
}
