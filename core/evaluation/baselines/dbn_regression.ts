/**
 * The deep belief network alone.
 * @module
 */
import { dbnActivations, dbnOutputs } from "../../dbn/dbn.ts";
import type { Kernels } from "../../kernels.ts";
import { drawnSteps, fitEar } from "../../model/fit_listener.ts";
import { earInputs } from "../../model/hearing.ts";
import type { Recipe } from "../../model/recipe.ts";
import { partOf } from "../../progress.ts";
import { seededRandom } from "../../random.ts";
import { KnownNetworks } from "../../model/known_networks.ts";
import type { System } from "../cross_validate.ts";
import { BASELINE_RECIPE, type Fit, requirePieces } from "./baseline.ts";
import { residualScatter, scatteredMaps } from "./residual_gaussian.ts";

/** One of so many training pieces is held out to see how far off the network is with music that it has not heard. */
const HELD_OUT = 3;

/**
 * A network on a step's magnitude spectrum, pre-trained layer by layer and fine-tuned to the mean rating by squared error
 * (Schmidt & Kim 2011), without regressions on it, descriptors or CRF: its two outputs are the point. The map is the normal
 * distribution of the residuals, which a second network leaves on every third training piece, having heard the others alone.
 * @throws RangeError if there are fewer than 2 pieces.
 */
export function dbnRegressionSystem(seed: number, kernels: Kernels, recipe: Recipe = BASELINE_RECIPE): System {
  const random = seededRandom(seed), networks = new KnownNetworks();
  const fit = (name: string): Fit<Float64Array> => (pieces, onProgress) => {
    const own = random.fork(name), rated = pieces.map((piece) => drawnSteps(piece, own.fork("views")));
    const ear = fitEar(pieces, rated, { recipe, random: own, networks, unlabelled: [], onProgress }, kernels),
      dbn = ear.dbn!;
    return ({ features }) => {
      const top = dbnActivations(dbn, earInputs(ear, features).network, kernels).at(-1)!;
      return Float64Array.from(dbnOutputs(dbn.head, top));
    };
  };
  return (training, onProgress) => {
    requirePieces(training);
    const held = training.filter((_, i) => i % HELD_OUT === 0), rest = training.filter((_, i) => i % HELD_OUT > 0);
    const honest = held.map(fit("residuals")(rest, partOf(onProgress, 0, 0.4, "network 1 of 2: ")));
    const scatter = residualScatter(held, honest);
    const predict = fit("network")(training, partOf(onProgress, 0.4, 1, "network 2 of 2: "));
    return (piece) => scatteredMaps(predict(piece), scatter);
  };
}
