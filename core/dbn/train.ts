/**
 * Training a deep belief network: layer by layer without targets, then as a whole with them.
 * @module
 */
import type { Kernels } from "../kernels.ts";
import type { OnProgress } from "../progress.ts";
import type { Random } from "../random.ts";
import { type Dbn, dbnActivations, type DbnLayer, layerActivations } from "./dbn.ts";
import { fineTune, type FineTuningSpec } from "./fine_tune.ts";
import { type HeadSpec, type HeadTargets, startingHead } from "./heads/head.ts";
import { solveRegression } from "./heads/regression.ts";
import { type RbmOptions, trainRbm } from "./train_rbm.ts";

/** Pre-training of every layer; the lowest has Gaussian visible units. */
export type PretrainingSpec = Omit<RbmOptions, "visibleKind" | "hidden" | "onEpoch">;

/** How a network is built, as JSON in recipes and model files. */
export interface DbnSpec {
  /** Units of each layer above the input, from below: the seed's is [50, 50, 50]. */
  layers: number[];
  /** Learning rate of the lowest, Gaussian layer is a tenth of this one (Hinton 2010, §13.2). Null: layers start random. */
  pretraining: PretrainingSpec | null;
  fineTuning: FineTuningSpec;
  /** What the network is to predict. Default: regression. */
  head?: HeadSpec;
}

/** The head of a spec. */
export function headOf({ head = { kind: "regression" } }: Pick<DbnSpec, "head">): HeadSpec {
  return head;
}

/** Random weights of the size that keeps activations in a sigmoid's range (Glorot & Bengio 2010). */
function randomLayer(visible: number, hidden: number, random: Random): DbnLayer {
  const scale = 4 * Math.sqrt(6 / (visible + hidden));
  const weights = Float32Array.from({ length: visible * hidden }, () => scale * (2 * random.uniform() - 1));
  return { visible, hidden, weights, bias: new Float32Array(hidden) };
}

function randomLayers(visible: number, { layers }: DbnSpec, random: Random): DbnLayer[] {
  const sizes = [visible, ...layers];
  return layers.map((hidden, l) => randomLayer(sizes[l], hidden, random.fork(`random layer ${l}`)));
}

/** A network that has learned nothing: random layers, a head that says of everything what is best for all. For ablations. */
export function untrainedDbn(visible: number, spec: DbnSpec, targets: HeadTargets, random: Random): Dbn {
  const layers = randomLayers(visible, spec, random);
  return { layers, head: startingHead(headOf(spec), layers[layers.length - 1].hidden, targets) };
}

/** What a network learns from. */
export interface DbnExamples {
  /** Standardised, [N, V]. */
  inputs: Float32Array;
  /** V */
  visible: number;
  targets: HeadTargets;
  /** More inputs without targets, [M, V]: the layers are pre-trained on both. */
  unlabelled?: Float32Array;
}

export interface TrainingOptions {
  spec: DbnSpec;
  random: Random;
  kernels: Kernels;
  onProgress?: OnProgress;
}

/**
 * The recipe of the seed (Schmidt & Kim 2011): each layer is trained as an RBM on the activations of the one below, only
 * its forward weights are kept, a head goes on top, and conjugate gradients fine-tune everything. Where the spec says so, layers
 * start random instead, another optimiser fine-tunes, or the regression is solved in closed form at the end.
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
 * const dbn = trainDbn({ inputs, visible: 3, targets }, { spec, random, kernels });
 * const [y] = dbnOutputs(dbn.head, dbnActivations(dbn, Float32Array.of(1, 1, 1), kernels).at(-1)!);
 * if (Math.abs(y - 0.5) > 0.1) throw new Error("it should know the first kind");
 * ```
 */
export function trainDbn({ inputs, visible, targets, unlabelled }: DbnExamples, options: TrainingOptions): Dbn {
  const { spec, random, kernels, onProgress = () => {} } = options;
  const layers = spec.pretraining
    ? pretrainedLayers(unlabelled?.length ? joined(inputs, unlabelled) : inputs, visible, {
      ...{ random, kernels, onProgress },
      spec: { ...spec, pretraining: spec.pretraining },
    })
    : randomLayers(visible, spec, random);
  const head = headOf(spec), fromFraction = spec.pretraining ? 0.5 : 0;
  const start = { layers, head: startingHead(head, layers[layers.length - 1].hidden, targets) };
  const tuning = {
    ...spec.fineTuning,
    head,
    onIteration: ({ iteration }: { iteration: number }) =>
      onProgress({
        message: "fine-tuning the network",
        fraction: fromFraction + (1 - fromFraction) * iteration / spec.fineTuning.maxIterations,
      }),
  };
  const { dbn } = fineTune(start, inputs, targets, tuning, random.fork("fine-tuning"), kernels);
  if (head.kind !== "regression" || !head.solve) return dbn;
  return { ...dbn, head: solveRegression(head.solve, dbnActivations(dbn, inputs, kernels).at(-1)!, targets) };
}

/** The rows of both. */
function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Each layer as a machine on the activations of the one below. */
function pretrainedLayers(
  inputs: Float32Array,
  visible: number,
  { spec: { layers: sizes, pretraining }, random, kernels, onProgress }: Required<TrainingOptions> & {
    spec: { pretraining: PretrainingSpec };
  },
): DbnLayer[] {
  const layers: DbnLayer[] = [];
  let below = inputs, units = visible;
  sizes.forEach((hidden, l) => {
    const options: RbmOptions = {
      ...pretraining,
      learningRate: pretraining.learningRate * (l === 0 ? 0.1 : 1),
      visibleKind: l === 0 ? "gaussian" : "bernoulli",
      hidden,
      onEpoch: ({ epoch }) =>
        onProgress({
          message: `training layer ${l + 1} of ${sizes.length}`,
          fraction: 0.5 * (l + epoch / pretraining.epochs) / sizes.length,
        }),
    };
    const { layer } = trainRbm(below, units, options, random.fork(`layer ${l}`), kernels);
    layers.push(layer);
    below = layerActivations(layer, below, inputs.length / visible, kernels);
    units = hidden;
  });
  return layers;
}
