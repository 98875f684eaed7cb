/**
 * Training a deep belief network: layer by layer without targets, then as a whole with them.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { OnProgress } from "../progress.ts";
import type { Random } from "../random.ts";
import { type Dbn, type DbnHead, type DbnLayer, layerActivations } from "./dbn.ts";
import { fineTune, type FineTuneOptions, type RegressionTargets } from "./fine_tune.ts";
import { type RbmOptions, trainRbm } from "./rbm.ts";

/** Pre-training of every layer; the lowest has Gaussian visible units. */
export type PretrainingSpec = Omit<RbmOptions, "visibleKind" | "hidden" | "onEpoch">;

/** How a network is built, as JSON in recipes and model files. */
export interface DbnSpec {
  /** Units of each layer above the input, from below: the seed's is [50, 50, 50]. */
  layers: number[];
  /** Learning rate of the lowest, Gaussian layer is a tenth of this one (Hinton 2010, §13.2). */
  pretraining: PretrainingSpec;
  fineTuning: Pick<FineTuneOptions, "maxIterations" | "weightDecay">;
}

/** Random weights of the size that keeps activations in a sigmoid's range (Glorot & Bengio 2010). */
function randomLayer(visible: number, hidden: number, random: Random): DbnLayer {
  const scale = 4 * Math.sqrt(6 / (visible + hidden));
  const weights = Float32Array.from({ length: visible * hidden }, () => scale * (2 * random.uniform() - 1));
  return { visible, hidden, weights, bias: new Float32Array(hidden) };
}

/** A head that predicts the targets' mean. */
function meanHead(hidden: number, { outputs, values }: RegressionTargets): DbnHead {
  const bias = new Float32Array(outputs), rows = values.length / outputs;
  for (let i = 0; i < values.length; i++) bias[i % outputs] += values[i] / rows;
  return { outputs, weights: new Float32Array(hidden * outputs), bias };
}

/** A network that has learned nothing: random layers, a head that predicts the mean. For ablations. */
export function untrainedDbn(visible: number, spec: DbnSpec, targets: RegressionTargets, random: Random): Dbn {
  const sizes = [visible, ...spec.layers];
  const layers = spec.layers.map((hidden, l) => randomLayer(sizes[l], hidden, random.fork(`random layer ${l}`)));
  return { layers, head: meanHead(spec.layers[spec.layers.length - 1], targets) };
}

/**
 * The recipe of the seed (Schmidt & Kim 2011): each layer is trained as an RBM on the activations of the one below, only
 * its forward weights are kept, a linear regression goes on top, and conjugate gradients fine-tune everything.
 * @param inputs standardised, shape [N, V].
 * @throws RangeError if training diverges.
 * @example Two kinds of rows, and what each is to give
 * ```ts
 * import { referenceKernels as kernels } from "../kernels.ts";
 * import { seededRandom } from "../random.ts";
 * import { dbnActivations, dbnOutputs } from "./dbn.ts";
 * import { trainDbn } from "./train.ts";
 *
 * const random = seededRandom(1), kind = (row: number) => row % 2 === 0 ? 1 : -1;
 * const inputs = Float32Array.from({ length: 40 * 3 }, (_, i) => kind(Math.floor(i / 3)) + 0.3 * random.normal());
 * const targets = { outputs: 1, values: Float32Array.from({ length: 40 }, (_, row) => 0.5 * kind(row)) };
 * const pretraining = { epochs: 5, batchRows: 10, learningRate: 0.1, momentum: 0.5, weightDecay: 0, gibbsSteps: 1 };
 * const spec = { layers: [4, 2], pretraining, fineTuning: { maxIterations: 50, weightDecay: 1e-4 } };
 * const dbn = trainDbn(inputs, 3, targets, spec, random, kernels);
 * const [y] = dbnOutputs(dbn.head, dbnActivations(dbn, Float32Array.of(1, 1, 1), kernels).at(-1)!);
 * if (Math.abs(y - 0.5) > 0.1) throw new Error("it should know the first kind");
 * ```
 */
export function trainDbn(
  inputs: Float32Array,
  visible: number,
  targets: RegressionTargets,
  spec: DbnSpec,
  random: Random,
  kernels: Kernels,
  onProgress: OnProgress = () => {},
): Dbn {
  const layers: DbnLayer[] = [];
  let below = inputs, units = visible;
  spec.layers.forEach((hidden, l) => {
    const { layer } = trainRbm(
      below,
      units,
      {
        ...spec.pretraining,
        learningRate: spec.pretraining.learningRate * (l === 0 ? 0.1 : 1),
        visibleKind: l === 0 ? "gaussian" : "bernoulli",
        hidden,
        onEpoch: (epoch) =>
          onProgress({
            message: `training layer ${l + 1} of ${spec.layers.length}`,
            fraction: 0.5 * (l + epoch / spec.pretraining.epochs) / spec.layers.length,
          }),
      },
      random.fork(`layer ${l}`),
      kernels,
    );
    layers.push(layer);
    below = layerActivations(layer, below, inputs.length / visible, kernels);
    units = hidden;
  });
  const start = { layers, head: meanHead(units, targets) };
  return fineTune(start, inputs, targets, {
    ...spec.fineTuning,
    onIteration: ({ iteration }) =>
      onProgress({
        message: "fine-tuning the network",
        fraction: 0.5 + 0.5 * iteration / spec.fineTuning.maxIterations,
      }),
  }, kernels).dbn;
}
