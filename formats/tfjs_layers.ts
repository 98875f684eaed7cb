/**
 * A network ⇄ a TensorFlow.js LayersModel: `model.json` with the topology and the weights' manifest, and a shard of their
 * bytes. Reading executes nothing and takes only what {@link writeTfjsLayers} could have meant. `docs/formats/tfjs.md`.
 * @module
 */
import type { Dbn, DbnHead, DbnLayer } from "../core/dbn/dbn.ts";
import { Field } from "./field.ts";

/** Names of the files that are written. */
export const TFJS_MODEL_FILE = "model.json";
const SHARD_FILE = "weights.bin";
/** A shard's name may not lead out of the model's folder. */
const SHARD_NAME = /^(?!\.)[\w.-]{1,200}$/;
/** Layers, and units of one, that no network of ours reaches. */
const MOST_LAYERS = 64, MOST_UNITS = 65_536;

/** What the outputs are, and what the network has to be fed: written into the model, not read back. */
export type TfjsNotes = Record<string, unknown>;

interface Weight {
  name: string;
  shape: number[];
  data: Float32Array;
}

/** Topology of one layer: y = activation(x·W + b). */
function dense(name: string, inputs: number, units: number, activation: "sigmoid" | "linear") {
  return {
    class_name: "Dense",
    config: { name, batch_input_shape: [null, inputs], dtype: "float32", units, activation, use_bias: true },
  };
}

/**
 * A network as the files of a LayersModel: sigmoid layers `layer1`, `layer2`, …, then the linear `head`.
 * @param notes goes into the model's `userDefinedMetadata.moodline`.
 * @returns contents by file name.
 */
export function writeTfjsLayers(dbn: Dbn, notes: TfjsNotes): Record<string, Uint8Array<ArrayBuffer>> {
  const top = dbn.layers[dbn.layers.length - 1].hidden, { head } = dbn;
  const layers = dbn.layers.map(({ visible, hidden, weights, bias }, l) => ({
    topology: dense(`layer${l + 1}`, visible, hidden, "sigmoid"),
    weights: weightsOf(`layer${l + 1}`, [visible, hidden], weights, bias),
  }));
  layers.push({
    topology: dense("head", top, head.outputs, "linear"),
    weights: weightsOf("head", [top, head.outputs], head.weights, head.bias),
  });
  const weights = layers.flatMap((layer) => layer.weights);
  const bytes = new Uint8Array(weights.reduce((sum, { data }) => sum + data.byteLength, 0));
  let at = 0;
  for (const { data } of weights) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  const model = {
    format: "layers-model",
    generatedBy: "Moodline",
    convertedBy: null,
    modelTopology: {
      class_name: "Sequential",
      config: { name: "moodline", layers: layers.map(({ topology }) => topology) },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [{
      paths: [SHARD_FILE],
      weights: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
    }],
    userDefinedMetadata: { moodline: notes },
  };
  return { [TFJS_MODEL_FILE]: new TextEncoder().encode(`${JSON.stringify(model, null, 1)}\n`), [SHARD_FILE]: bytes };
}

function weightsOf(layer: string, shape: number[], kernel: Float32Array, bias: Float32Array): Weight[] {
  return [{ name: `${layer}/kernel`, shape, data: kernel }, { name: `${layer}/bias`, shape: [shape[1]], data: bias }];
}

/** `model.json` of a LayersModel, its shards not yet read. */
export interface TfjsLayersFile {
  /** Names of the shards beside it, in the order of their bytes. */
  shards: string[];
  /**
   * The network.
   * @param bytes of the shards, one behind the other.
   * @throws RangeError if they are not as many as the manifest says, or a weight is not finite.
   */
  read(bytes: Uint8Array): Dbn;
}

/**
 * Read `model.json`: dense layers with biases, sigmoid up to the last, which is linear. An input layer and dropout, which
 * do nothing to a trained network, may stand between.
 * @throws SyntaxError if it is no JSON; TypeError or RangeError naming the place that is something else.
 */
export function readTfjsLayers(text: string): TfjsLayersFile {
  const root = Field.root("Cannot read the TensorFlow.js model", parseJson(text));
  root.get("format").literal("layers-model", "a graph model? only LayersModels can be read");
  const layers = readTopology(root.get("modelTopology"));
  const groups = root.get("weightsManifest").array();
  const shards = groups.flatMap((group) =>
    group.get("paths").array().map((path) => path.text(SHARD_NAME, "the name of a file beside the model"))
  );
  // The same file many times would fill the memory before its bytes are counted.
  if (new Set(shards).size !== shards.length) {
    root.get("weightsManifest").refuse(RangeError, "must name every shard once", shards);
  }
  const entries = groups.flatMap((group) => group.get("weights").array().map(readEntry));
  const wanted = layers.flatMap(({ name, inputs, units }) => [
    { name: `${name}/kernel`, shape: [inputs, units] },
    { name: `${name}/bias`, shape: [units] },
  ]);
  for (const { name, shape } of wanted) {
    const found = entries.filter((entry) => entry.name === name);
    if (found.length !== 1 || found[0].shape.join() !== shape.join()) {
      root.get("weightsManifest").refuse(
        RangeError,
        `must hold ${name} once, of shape [${shape}]`,
        found.map((entry) => entry.shape),
      );
    }
  }
  const size = entries.reduce((sum, { length }) => sum + 4 * length, 0);
  return {
    shards,
    read(bytes) {
      if (bytes.length !== size) {
        root.get("weightsManifest").refuse(RangeError, `must describe ${bytes.length} bytes of shards`, size);
      }
      const values = new Map<string, Float32Array>();
      let at = 0;
      for (const { name, length } of entries) {
        const data = new Float32Array(bytes.slice(at, at + 4 * length).buffer);
        const bad = data.findIndex((value) => !Number.isFinite(value));
        if (bad >= 0) {
          root.get("weightsManifest").refuse(RangeError, `must hold finite numbers in ${name}`, String(data[bad]));
        }
        values.set(name, data);
        at += 4 * length;
      }
      const parts = layers.map(({ name, inputs, units }) => ({
        visible: inputs,
        hidden: units,
        weights: values.get(`${name}/kernel`)!,
        bias: values.get(`${name}/bias`)!,
      }));
      const { hidden: outputs, weights, bias } = parts.pop() as DbnLayer;
      return { layers: parts, head: { outputs, weights, bias } satisfies DbnHead };
    },
  };
}

interface Dense {
  name: string;
  inputs: number;
  units: number;
}

/** Dense layers of a Sequential model, each reading the one below. */
function readTopology(topology: Field): Dense[] {
  // Keras wraps a topology once more than TensorFlow.js does.
  const model = isObject(topology.value) && "model_config" in topology.value ? topology.get("model_config") : topology;
  model.get("class_name").literal("Sequential");
  const config = model.get("config");
  const list = (Array.isArray(config.value) ? config : config.get("layers")).array();
  const found: Dense[] = [];
  let inputs: number | null = null;
  const activations: Field[] = [];
  for (const layer of list) {
    const kind = layer.get("class_name").text(), own = layer.get("config");
    const shape = isObject(own.value) ? own.value.batch_input_shape ?? own.value.batchInputShape : undefined;
    if (found.length === 0 && shape !== undefined) inputs = readInputs(own);
    if (kind === "InputLayer" || kind === "Dropout") continue;
    layer.get("class_name").literal("Dense", "only dense layers make a network of ours");
    if (inputs === null) return own.refuse(TypeError, "must have a batch_input_shape", own.value);
    own.get("use_bias").literal(true);
    activations.push(own.get("activation"));
    const units = own.get("units").integer(1, MOST_UNITS);
    found.push({ name: own.get("name").text(), inputs, units });
    inputs = units;
  }
  if (found.length < 2 || found.length > MOST_LAYERS) {
    return config.refuse(RangeError, `must hold 2 … ${MOST_LAYERS} dense layers, the head included`, found.length);
  }
  activations.forEach((activation, l) => activation.literal(l < found.length - 1 ? "sigmoid" : "linear"));
  return found;
}

function readInputs(config: Field): number {
  const shape = config.get(
    isObject(config.value) && "batch_input_shape" in config.value ? "batch_input_shape" : "batchInputShape",
  );
  const [batch, inputs, ...more] = shape.array();
  if (batch?.value !== null || !inputs || more.length > 0) {
    shape.refuse(TypeError, "must be [null, inputs]", shape.value);
  }
  return inputs.integer(1, MOST_UNITS);
}

function readEntry(entry: Field): { name: string; shape: number[]; length: number } {
  entry.get("dtype").literal("float32");
  if (isObject(entry.value) && entry.value.quantization !== undefined) {
    entry.refuse(RangeError, "must not be quantized", entry.value.quantization);
  }
  const shape = entry.get("shape").array().map((size) => size.integer(0, MOST_UNITS));
  return { name: entry.get("name").text(), shape, length: shape.reduce((product, size) => product * size, 1) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Cannot read the TensorFlow.js model: it must be JSON (${(cause as Error).message})`, {
      cause,
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
