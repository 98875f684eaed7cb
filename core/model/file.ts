/**
 * The whole model ⇄ what a model file holds.
 * @module
 */
import { type Crf, parameterCount } from "../crf/crf.ts";
import type { Dbn } from "../dbn/dbn.ts";
import { HEAD_KINDS, headOutputs } from "../dbn/heads/head.ts";
import { type DbnSpec, headOf } from "../dbn/train.ts";
import { GRID, GRID_SIZE } from "../emotion/grid.ts";
import type { Tensor } from "../matrix.ts";
import { ANALYSIS_RATE } from "../signal/frames.ts";
import { DESCRIPTOR_GROUPS } from "../signal/descriptors.ts";
import { checkSpectrumSpec, spectrumColumns } from "../signal/step_spectrum_spec.ts";
import type { ColumnScale } from "../statistics.ts";
import type { ModelContents } from "./contents.ts";
import { readUncertainty, UNCERTAINTY_KEYS, uncertaintyContents } from "./uncertainty_file.ts";
import { earUnits, earWidth, hearingSpectrum, PREDICTIONS } from "./hearing.ts";
import { type Memory, MOST_MOMENTS } from "./memory.ts";
import { moodCrf, type MoodModel, requireFeatureVersion, STEP_SECONDS } from "./model.ts";
import type { Recipe } from "./recipe.ts";
import type { Bumps, Regression } from "../regression/bumps.ts";

/** Keys of the metadata that the model itself needs; all others are its card. */
const OWN_KEYS = [
  "id",
  "recipe",
  "recipeDetails",
  "seed",
  "featureVersion",
  "grid",
  "stepSeconds",
  "frames",
  "memory",
  ...UNCERTAINTY_KEYS,
];

/** An hour: no recipe listens back, or holds an end, for longer. */
const MOST_STEPS = 3600;
/** Longest name of a model or a recipe: every timeline repeats it. */
const MOST_LETTERS = 200;
/** As random numbers are seeded by. */
const MOST_SEED = 2 ** 32 - 1;
/** Units of all layers together: their activations are kept for every second of a track. */
const MOST_UNITS = 8192;

/** A model as tensors and metadata. */
export function modelContents(model: MoodModel): ModelContents {
  const { listener, recipe } = model, { ear } = listener, uncertainty = uncertaintyContents(model);
  const tensors: Record<string, Tensor> = {
    ...scaleTensors("spectrum", ear.scale),
    ...regressionTensors("song", listener.song),
    ...regressionTensors("step", listener.step),
    ...scaleTensors("prediction", model.predictionScale),
    ...scaleTensors("activation", model.activationScale),
    ...scaleTensors("recent", model.recentScale),
    "memory.centres": { shape: [model.memory.spreads.length, listener.song.inputs], data: model.memory.centres },
    "memory.spreads": vector(model.memory.spreads),
    ...(model.memory.steps.length > 0 && {
      "memory.steps": { shape: [model.memory.steps.length / 2, 2], data: model.memory.steps },
    }),
    "crf.parameters": vector(model.parameters),
    "crf.information": vector(model.information),
    ...uncertainty.tensors,
  };
  ear.dbn?.layers.forEach(({ visible, hidden, weights, bias }, l) => {
    tensors[`dbn.${l}.weights`] = { shape: [visible, hidden], data: weights };
    tensors[`dbn.${l}.bias`] = vector(bias);
  });
  if (ear.dbn) {
    const { weights, bias, outputs } = ear.dbn.head;
    tensors["dbn.head.weights"] = { shape: [weights.length / outputs, outputs], data: weights };
    tensors["dbn.head.bias"] = vector(bias);
  }
  const metadata = {
    ...model.card,
    id: model.id,
    recipe: recipe.name,
    recipeDetails: recipe,
    seed: model.seed,
    featureVersion: model.featureVersion,
    grid: GRID,
    stepSeconds: STEP_SECONDS,
    memory: { corrections: model.memory.corrections },
    ...uncertainty.metadata,
    frames: { sampleRateHz: ANALYSIS_RATE, ...hearingSpectrum(recipe.hearing) },
  };
  return { metadata, tensors };
}

/**
 * The model that contents hold. Shapes are checked against the recipe, so that a file made by hand cannot make the
 * arithmetic read beyond its arrays.
 * @throws SyntaxError naming the tensor or key that does not fit.
 * @throws RangeError if its features are of another version.
 */
export function modelFromContents({ metadata, tensors }: ModelContents): MoodModel {
  const recipe = metadata.recipeDetails as Recipe;
  require(
    typeof metadata.id === "string" && Number.isInteger(metadata.seed) && Number.isInteger(metadata.featureVersion) &&
      typeof recipe?.hearing === "object" && recipe.hearing !== null && Array.isArray(recipe?.dbn?.layers) &&
      typeof recipe?.crf?.activationScale === "number",
    "the metadata must hold id, seed, featureVersion and recipeDetails",
  );
  for (const [key, name] of [["id", metadata.id], ["recipeDetails.name", recipe.name]]) {
    require(
      typeof name === "string" && name.length >= 1 && name.length <= MOST_LETTERS,
      `${key} must be a text of 1 … ${MOST_LETTERS} letters`,
    );
  }
  const seed = metadata.seed as number;
  require(
    seed >= 0 && seed <= MOST_SEED,
    `seed must be an integer in 0 … ${MOST_SEED}, current value is ${seed}`,
  );
  // JSON's 1e999 is infinite.
  require(Number.isFinite(recipe.crf.activationScale), "recipeDetails.crf.activationScale must be finite");
  // Before the shapes, which follow from the features.
  requireFeatureVersion({ id: metadata.id as string, featureVersion: metadata.featureVersion as number });
  requireSteps("recipeDetails.crf.edgeSteps", recipe.crf.edgeSteps, 0);
  requireSteps("recipeDetails.regression.stepWindowSeconds", recipe.regression?.stepWindowSeconds, 1);
  require(
    ["trained", "untrained", "none"].includes(recipe.hearing.network),
    "recipeDetails.hearing.network must be trained, untrained or none",
  );
  require(
    (metadata.grid as typeof GRID | undefined)?.size === GRID_SIZE && metadata.stepSeconds === STEP_SECONDS,
    `the grid must be ${GRID_SIZE}×${GRID_SIZE} and a step ${STEP_SECONDS} s`,
  );
  const visible = readHearing(recipe);
  const read = (name: string, shape: number[]) => readTensor(tensors, name, shape);
  const dbn = recipe.hearing.network === "none" ? null : readDbn(recipe.dbn, visible, read);
  const units = earUnits({ hearing: recipe.hearing, dbn });
  const width = earWidth({ hearing: recipe.hearing, dbn });
  const scale = (name: string, columns: number) => ({
    mean: float64(read(`${name}.mean`, [columns])),
    deviation: float64(read(`${name}.deviation`, [columns])),
  });
  const linear = (name: string): Regression => ({
    inputs: width,
    outputs: 2,
    centre: float64(read(`${name}.centre`, [width])),
    scale: float64(read(`${name}.scale`, [width])),
    weights: float64(read(`${name}.weights`, [width, 2])),
    intercept: float64(read(`${name}.intercept`, [2])),
  });
  const memory = readMemory(metadata.memory, tensors, width);
  const crf = readCrf(recipe, PREDICTIONS + units + memory.spreads.length);
  const information = float64(read("crf.information", [parameterCount(crf)]));
  // It is a penalty of the versions to come: one below 0 would have no optimum.
  require(information.every((h) => h >= 0), "crf.information must be ≥ 0");
  return {
    id: metadata.id as string,
    recipe,
    seed,
    featureVersion: metadata.featureVersion as number,
    listener: {
      ear: { hearing: recipe.hearing, scale: scale("spectrum", visible), dbn },
      regression: recipe.regression,
      song: { ...linear("song"), ...readBumps(recipe, tensors, width) },
      step: linear("step"),
    },
    predictionScale: scale("prediction", PREDICTIONS),
    activationScale: scale("activation", units),
    recentScale: scale("recent", width),
    memory,
    crf,
    parameters: float64(read("crf.parameters", [parameterCount(crf)])),
    information,
    ...readUncertainty({
      ...{ metadata, width, frames: hearingSpectrum(recipe.hearing), require },
      read: (name, shape) => float64(read(name, shape)),
    }),
    card: Object.fromEntries(Object.entries(metadata).filter(([key]) => !OWN_KEYS.includes(key))),
  };
}

/** Many more basis functions than cells are no recipe of ours, and would take a memory of their own. */
const MOST_CENTRES = 100;

function readCrf(recipe: Recipe, inputs: number): Crf {
  const { emission, transitions } = recipe.crf;
  require(
    emission?.kind === "dense" || emission?.kind === "radialBasis" && emission.centresPerAxis <= MOST_CENTRES,
    `recipeDetails.crf.emission must be dense, or a radialBasis of at most ${MOST_CENTRES} centresPerAxis`,
  );
  require(
    ["none", "dense", "displacement"].includes(transitions?.kind),
    "recipeDetails.crf.transitions must be none, dense or displacement",
  );
  try {
    return moodCrf(recipe, inputs);
  } catch (error) {
    throw new SyntaxError(`Cannot use the model: ${(error as Error).message}`, { cause: error });
  }
}

/** A negative or endless number of steps would fail in the middle of the arithmetic. */
function requireSteps(name: string, value: unknown, least: number): void {
  require(
    Number.isInteger(value) && (value as number) >= least && (value as number) <= MOST_STEPS,
    `${name} must be an integer in ${least} … ${MOST_STEPS}, current value is ${value}`,
  );
}

/** Training rows that a song may be compared with, each of which costs a pass over its inputs. */
const MOST_ROWS = 10_000;

/** Nothing unless the recipe's song is a Gaussian process. */
function readBumps(recipe: Recipe, tensors: Record<string, Tensor>, width: number): { bumps?: Bumps } {
  if (recipe.regression.songMethod !== "gaussianProcess") return {};
  const name = "song.bumps.rows", rows = Object.hasOwn(tensors, name) ? tensors[name].shape[0] : 0;
  require(
    rows >= 1 && rows <= MOST_ROWS,
    `the tensor ${name} must have 1 … ${MOST_ROWS} rows, current value is ${rows}`,
  );
  const nuisances = tensors["song.bumps.nuisances"]?.shape[0] ?? 0;
  require(nuisances <= width, `song.bumps.nuisances must have at most ${width} rows, current value is ${nuisances}`);
  const read = (part: string, shape: number[]) => float64(readTensor(tensors, `song.bumps.${part}`, shape));
  const sharpness = read("sharpness", [width, 2]);
  require(sharpness.every((value) => value >= 0), "song.bumps.sharpness must be ≥ 0");
  return {
    bumps: {
      rows: read("rows", [rows, width]),
      sharpness,
      heights: read("heights", [rows, 2]),
      nuisances: read("nuisances", [nuisances, width]),
    },
  };
}

function readMemory(metadata: unknown, tensors: Record<string, Tensor>, width: number): Memory {
  const corrections = (metadata as { corrections?: unknown } | undefined)?.corrections;
  require(
    Array.isArray(corrections) && corrections.every((id) => typeof id === "string"),
    "memory.corrections must be a list of texts",
  );
  const K = corrections.length;
  require(K <= MOST_MOMENTS, `memory.corrections must be at most ${MOST_MOMENTS}, current value is ${K}`);
  // Models of before do not say of which steps their moments are.
  const { data } = tensors["memory.steps"] ? readTensor(tensors, "memory.steps", [K, 2]) : { data: unknownSteps(K) };
  const pairs = Array.from({ length: K }, (_, k) => [data[2 * k], data[2 * k + 1]]);
  require(
    pairs.every(([first, end]) => first === -1 && end === -1 || Number.isInteger(first) && first >= 0 && end > first),
    "memory.steps must be pairs of ascending steps, or of -1",
  );
  return {
    corrections: corrections as string[],
    steps: Int32Array.from(data),
    centres: float64(readTensor(tensors, "memory.centres", [K, width])),
    spreads: float64(readTensor(tensors, "memory.spreads", [K])),
  };
}

const unknownSteps = (moments: number) => new Int32Array(2 * moments).fill(-1);

/** @returns numbers of the network's input. */
function readHearing({ hearing, dbn }: Recipe): number {
  const { descriptors, regressionLayers, crfLayers } = hearing;
  require(
    typeof descriptors === "boolean" ||
      Array.isArray(descriptors) && descriptors.length > 0 && new Set(descriptors).size === descriptors.length &&
        descriptors.every((group) => DESCRIPTOR_GROUPS.includes(group)),
    `recipeDetails.hearing.descriptors must be true, false or a list of ${DESCRIPTOR_GROUPS.join(", ")}`,
  );
  requireLayers("regressionLayers", regressionLayers, dbn.layers.length);
  requireLayers("crfLayers", crfLayers, dbn.layers.length);
  const spectrum = hearingSpectrum(hearing);
  require(typeof spectrum === "object" && spectrum !== null, "recipeDetails.hearing.spectrum must be an object");
  try {
    checkSpectrumSpec(spectrum);
  } catch (error) {
    throw new SyntaxError(`Cannot use the model: ${(error as Error).message}`, { cause: error });
  }
  return spectrumColumns(spectrum);
}

/** Layers are named once each: a file shall not make a piece's activations many times as wide. */
function requireLayers(name: string, layers: unknown, count: number): void {
  require(
    layers === undefined ||
      Array.isArray(layers) && new Set(layers).size === layers.length &&
        layers.every((layer) => Number.isInteger(layer) && layer >= 1 && layer <= count),
    `recipeDetails.hearing.${name} must be different numbers of layers, 1 … ${count}`,
  );
}

/** @param input numbers of the network's input. */
function readDbn(spec: DbnSpec, input: number, read: (name: string, shape: number[]) => Tensor): Dbn {
  const sizes = spec.layers, head = headOf(spec);
  require(
    (HEAD_KINDS as readonly string[]).includes(head?.kind),
    `recipeDetails.dbn.head.kind must be one of ${HEAD_KINDS.join(", ")}`,
  );
  require(
    sizes.length > 0 && sizes.every((size) => Number.isInteger(size) && size > 0) &&
      sizes.reduce((sum, size) => sum + size, 0) <= MOST_UNITS,
    `recipeDetails.dbn.layers must be sizes of layers, together at most ${MOST_UNITS} units`,
  );
  const layers = sizes.map((hidden, l) => {
    const visible = l === 0 ? input : sizes[l - 1];
    return {
      visible,
      hidden,
      weights: float32(read(`dbn.${l}.weights`, [visible, hidden])),
      bias: float32(read(`dbn.${l}.bias`, [hidden])),
    };
  });
  const top = sizes[sizes.length - 1], outputs = headOutputs(head);
  const [weights, bias] = [read("dbn.head.weights", [top, outputs]), read("dbn.head.bias", [outputs])].map(float32);
  return { layers, head: { outputs, weights, bias } };
}

function readTensor(tensors: Record<string, Tensor>, name: string, shape: number[]): Tensor {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  require(tensor, `the tensor ${name} must be there`);
  require(
    tensor.shape.length === shape.length && tensor.shape.every((size, i) => size === shape[i]),
    `the tensor ${name} must have shape [${shape}], current value is [${tensor.shape}]`,
  );
  return tensor;
}

function require(condition: unknown, what: string): asserts condition {
  if (!condition) throw new SyntaxError(`Cannot use the model: ${what} (is it of another version?)`);
}

function vector(data: Float32Array | Float64Array): Tensor {
  return { shape: [data.length], data };
}

function scaleTensors(name: string, { mean, deviation }: ColumnScale) {
  return { [`${name}.mean`]: vector(mean), [`${name}.deviation`]: vector(deviation) };
}

function regressionTensors(name: string, model: Regression): Record<string, Tensor> {
  const { inputs, outputs, centre, scale, weights, intercept, bumps } = model;
  return {
    [`${name}.centre`]: vector(centre),
    [`${name}.scale`]: vector(scale),
    [`${name}.weights`]: { shape: [inputs, outputs], data: weights },
    [`${name}.intercept`]: vector(intercept),
    ...bumps && bumpTensors(name, bumps, inputs, outputs),
  };
}

function bumpTensors(name: string, { rows, sharpness, heights, nuisances }: Bumps, inputs: number, outputs: number) {
  return {
    [`${name}.bumps.rows`]: { shape: [rows.length / inputs, inputs], data: rows },
    [`${name}.bumps.sharpness`]: { shape: [inputs, outputs], data: sharpness },
    [`${name}.bumps.heights`]: { shape: [rows.length / inputs, outputs], data: heights },
    [`${name}.bumps.nuisances`]: { shape: [nuisances.length / inputs, inputs], data: nuisances },
  };
}

function float32({ data }: Tensor): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

function float64({ data }: Tensor): Float64Array {
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
