/**
 * Recipes: every choice of a model's training, as JSON that the model file records.
 * @module
 */
import type { CrfSpec } from "../crf/crf.ts";
import type { DbnSpec } from "../dbn/train.ts";
import { DESCRIPTOR_GROUPS, type DescriptorGroup } from "../signal/descriptors.ts";
import { SEED_SPECTRUM, type StepFrameSpec, type StepSpectrumSpec } from "../signal/step_spectrum_spec.ts";

/** What the regressions and the CRF may hear. */
export interface HearingSpec {
  /** The classic descriptors of `core/signal/descriptors.ts`: the usual groups, none, or those named. */
  descriptors: boolean | DescriptorGroup[];
  /** Activations of the network: trained as the recipe says, left random (for ablations), or none. */
  network: "trained" | "untrained" | "none";
  /** How the network's spectra are made; as in the seed by default. */
  spectrum?: StepSpectrumSpec;
  /** Layers of the network that the regressions hear, 1 the lowest. All by default. */
  regressionLayers?: number[];
  /** Layers of the network whose activations the CRF hears, 1 the lowest. The highest by default. */
  crfLayers?: number[];
}

export interface RegressionSpec {
  /** What predicts the song: a ridge (the default), or a Gaussian process, which learns how much each group of inputs counts. */
  songMethod?: "ridge" | "gaussianProcess";
  /** Of the Gaussian process: in how many directions that tell a piece's views apart its inputs do not count. */
  nuisances?: number;
  /** Ridge strength of the song's regression, against standardised inputs. */
  songStrength: number;
  /** Ridge strength of the regression of a step's deviation from the song. */
  stepStrength: number;
  /** How much a unit's activation counts beside a descriptor: its ridge strength is that of a descriptor over the square. */
  networkWeight: number;
  /** Partial least squares of so many components instead of ridges, whose strengths do not count then. */
  components?: number;
  /** Seconds behind a step that its regression hears, the step included. */
  stepWindowSeconds: number;
}

export interface CrfTrainingSpec {
  emission: CrfSpec["emission"];
  transitions: CrfSpec["transitions"];
  /** Pull of each weight of a prediction to 0, of the biases and transitions to the stationary chain of the labels. */
  strengths: { weights: number; bias: number; transitions: number };
  /** Size of a unit's activation beside a prediction of unit deviation: small values let the CRF use it little. */
  activationScale: number;
  /** Steps for which a prediction holds the first and the last step, so that the ends have context like the middle. */
  edgeSteps: number;
  maxIterations: number;
}

export interface Recipe {
  name: string;
  hearing: HearingSpec;
  dbn: DbnSpec;
  regression: RegressionSpec;
  /** Parts of the training pieces that are predicted by the others, so that the CRF learns on honest predictions. */
  innerFolds: number;
  crf: CrfTrainingSpec;
  /**
   * Train on the ratings as they are (the default), or as the rater model of `core/annotation/raters/` says that a mean rater
   * would have given them.
   */
  raters?: "as they are" | "modelled";
  /** Whether maps are calibrated, as `calibrate_field.ts` says; they are by default. */
  calibrated?: boolean;
}

const dbn: DbnSpec = {
  layers: [50, 50, 50],
  pretraining: {
    epochs: 15,
    batchRows: 100,
    learningRate: 0.05,
    momentum: 0.8,
    weightDecay: 2e-4,
    gibbsSteps: 1,
  },
  fineTuning: { maxIterations: 20, weightDecay: 1e-3 },
};

const defaultRecipe: Recipe = {
  name: "default",
  hearing: { descriptors: true, network: "trained", spectrum: SEED_SPECTRUM },
  dbn,
  regression: {
    songMethod: "gaussianProcess",
    nuisances: 5,
    songStrength: 60,
    stepStrength: 3000,
    networkWeight: 0.3,
    stepWindowSeconds: 8,
  },
  innerFolds: 6,
  crf: {
    emission: { kind: "radialBasis", centresPerAxis: 6, width: 0.35 },
    transitions: { kind: "dense" },
    strengths: { weights: 3e4, bias: 1000, transitions: 10 },
    activationScale: 0.05,
    edgeSteps: 8,
    maxIterations: 120,
  },
};

/** The default recipe with another hearing, to see what each part brings. */
function hearing(
  name: string,
  descriptors: HearingSpec["descriptors"],
  network: HearingSpec["network"],
  parts: Omit<HearingSpec, "descriptors" | "network"> = {},
): Recipe {
  const networkWeight = descriptors ? defaultRecipe.regression.networkWeight : 1;
  return {
    ...defaultRecipe,
    name,
    hearing: { descriptors, network, spectrum: SEED_SPECTRUM, ...parts },
    regression: { ...defaultRecipe.regression, networkWeight },
  };
}

/** The network alone, with what it hears over some windows. */
function scales(name: string, scalesSeconds: number[]): Recipe {
  return hearing(name, false, "trained", {
    spectrum: { ...SEED_SPECTRUM, statistics: "mean+deviation", scalesSeconds },
  });
}

const network = hearing("network", false, "trained");

/** A recipe with another network. */
function withDbn(recipe: Recipe, name: string, change: Partial<DbnSpec>): Recipe {
  return { ...recipe, name, dbn: { ...recipe.dbn, ...change } };
}

/** Without pre-training the layers have all to learn in fine-tuning. */
const unpretrained: Partial<DbnSpec> = { pretraining: null, fineTuning: { ...dbn.fineTuning, maxIterations: 60 } };

/**
 * The named recipes. `seed` is nearest to Schmidt & Kim: the network's features alone, dense emissions. `network`,
 * `descriptors`, `untrained` and `untrained-network` are the default with less; a group of descriptors and `layer-1` … `layer-3`
 * are that part alone. `heatmap` and `gaussian` are `network` fine-tuned on the raters' maps and on their normal distribution,
 * `no-pretraining` is `network` from random layers. `one-scale` and `five-scales` are networks that hear means and deviations
 * of a step's spectrum over 1 s, and over 1, 2, 4, 8 and 16 s. `raters` is the default on ratings that the rater model
 * adjusts, `ridge` the default with a ridge regression of the song, `uncalibrated` the default whose maps are the field's own.
 */
export const RECIPES: Record<string, Recipe> = Object.fromEntries(
  [
    defaultRecipe,
    { ...network, name: "seed", crf: { ...network.crf, emission: { kind: "dense" } } } satisfies Recipe,
    network,
    hearing("descriptors", true, "none"),
    hearing("untrained", true, "untrained"),
    hearing("untrained-network", false, "untrained"),
    ...DESCRIPTOR_GROUPS.map((group) => hearing(group, [group], "none")),
    ...dbn.layers.map((_, l) =>
      hearing(`layer-${l + 1}`, false, "trained", { regressionLayers: [l + 1], crfLayers: [l + 1] })
    ),
    scales("one-scale", [1]),
    scales("five-scales", [1, 2, 4, 8, 16]),
    withDbn(network, "heatmap", { head: { kind: "heatmap", moversWeight: 1 } }),
    withDbn(network, "gaussian", { head: { kind: "gaussian" } }),
    withDbn(network, "no-pretraining", unpretrained),
    {
      ...defaultRecipe,
      name: "ridge",
      regression: { ...defaultRecipe.regression, songMethod: "ridge" },
    } satisfies Recipe,
    { ...defaultRecipe, name: "uncalibrated", calibrated: false } satisfies Recipe,
    { ...defaultRecipe, name: "raters", raters: "modelled" } satisfies Recipe,
  ].map((recipe) => [recipe.name, recipe]),
);

/** @throws RangeError naming the recipes there are. */
export function findRecipe(name: string): Recipe {
  if (Object.hasOwn(RECIPES, name)) return RECIPES[name];
  throw new RangeError(
    `Cannot find the recipe: the name must be one of ${Object.keys(RECIPES).join(", ")}, current value is ${name}`,
  );
}

/** What the step features must hold for a recipe. */
export function featureSpec({ hearing: { spectrum = SEED_SPECTRUM } }: Recipe): StepFrameSpec {
  const { frameSamples, hopSamples, statistics } = spectrum;
  return { frameSamples, hopSamples, statistics };
}
