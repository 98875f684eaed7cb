/**
 * Model files: {@link ModelContents} ⇄ bytes in the safetensors format. Reading executes nothing and trusts nothing.
 *
 * Layout: 8 bytes little-endian header length N; N bytes of JSON; the tensors' bytes without gaps. `docs/formats/model.md`.
 * @module
 */
import type { ModelContents } from "../core/model/contents.ts";
import type { Tensor } from "../core/matrix.ts";
import { canonicalJson } from "./canonical_json.ts";

/** `__metadata__.format` of every model file. */
const MODEL_FORMAT = "moodline-model";
/** `__metadata__.version` that is written, and the only one that is read. */
const MODEL_VERSION = "1";

const MAX_HEADER_BYTES = 16 * 1024 * 1024;
const MAX_DIMENSIONS = 8;
/** Length and nesting of the metadata: it is stored beside the file and shown, so a hostile one must not break that. */
const MAX_METADATA_LETTERS = 1024 * 1024;
const MAX_METADATA_DEPTH = 16;
/** Names beginning with `__` are kept for the format (and for `__proto__`). */
const NAME = /^(?!__)[A-Za-z0-9_.\/-]{1,200}$/;

type Dtype = "F32" | "F64" | "I32";
const ITEM_BYTES: Record<Dtype, number> = { F32: 4, F64: 8, I32: 4 };

interface HeaderEntry {
  dtype: Dtype;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * A model as bytes. The same contents always give the same bytes: wide items come first (so that every tensor is
 * aligned), then names ascend; the metadata is canonical JSON.
 * @throws TypeError if a name, a shape or the metadata cannot be written; RangeError if a tensor holds NaN or Infinity.
 */
export function writeModelFile(contents: ModelContents): Uint8Array<ArrayBuffer> {
  const names = Object.keys(contents.tensors).sort((a, b) => {
    const wide = itemBytes(contents.tensors[b]) - itemBytes(contents.tensors[a]);
    return wide || (a < b ? -1 : 1);
  });
  const moodline = canonicalJson(contents.metadata), fault = metadataFault(moodline, contents.metadata);
  if (fault) throw new TypeError(`Cannot write the model file: ${fault}`);
  const header: Record<string, unknown> = {
    __metadata__: { format: MODEL_FORMAT, moodline, version: MODEL_VERSION },
  };
  let end = 0;
  for (const name of names) {
    const tensor = contents.tensors[name];
    assertWritable(name, tensor);
    const begin = end;
    end += tensor.data.byteLength;
    header[name] = { dtype: dtypeOf(tensor), shape: tensor.shape, data_offsets: [begin, end] };
  }
  // Spaces pad the header so that the data begins at a multiple of 8, as safetensors asks.
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + end).fill(0x20, 8 + json.length, 8 + headerBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, 8);
  let at = 8 + headerBytes;
  for (const name of names) {
    const { data } = contents.tensors[name];
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The model in a file. Its arrays are copies, so the file's bytes may be dropped. Cost: one pass, memory ≤ 2 × the file.
 * @throws SyntaxError with the reason if the file is not exactly what {@link writeModelFile} could have meant.
 */
export function readModelFile(bytes: Uint8Array): ModelContents {
  const { header, dataStart } = readHeader(bytes);
  const metadata = readMetadata(header.__metadata__);
  const entries = Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => ({ name, ...checkEntry(name, entry) }))
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  // Each tensor begins where the one before ends: no overlap, no gap, nothing hidden behind the last.
  let end = 0;
  for (const { name, data_offsets } of entries) {
    if (data_offsets[0] !== end) {
      refuse(`tensor "${name}" must begin at byte ${end} of the data, current value is ${data_offsets[0]}`);
    }
    end = data_offsets[1];
  }
  const available = bytes.length - dataStart;
  if (end !== available) {
    const guess = end > available ? " (is the file cut off?)" : "";
    refuse(`the tensors must fill the data, current value is ${end} of ${available} bytes${guess}`);
  }
  const tensors: Record<string, Tensor> = {};
  for (const { name, dtype, shape, data_offsets: [from, to] } of entries) {
    const data = toArray(dtype, bytes.slice(dataStart + from, dataStart + to).buffer);
    const bad = firstNonFinite(data);
    if (bad >= 0) refuse(`tensor "${name}" must be finite, current value of element ${bad} is ${data[bad]}`);
    tensors[name] = { shape, data };
  }
  return { metadata, tensors };
}

function refuse(reason: string): never {
  throw new SyntaxError(`Cannot read the model file: ${reason}`);
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) {
    refuse(`it must begin with the 8-byte length of its header, current length is ${bytes.length} bytes`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    refuse(`the header must be ≤ ${MAX_HEADER_BYTES} bytes, current value is ${length} (is this a safetensors file?)`);
  }
  const headerBytes = Number(length);
  if (8 + headerBytes > bytes.length) {
    refuse(
      `the header must lie within the file, current value is ${headerBytes} of ${bytes.length - 8} bytes ` +
        "(is the file cut off?)",
    );
  }
  const header = parseObject(bytes.subarray(8, 8 + headerBytes), "the header");
  return { header, dataStart: 8 + headerBytes };
}

function parseObject(text: Uint8Array | string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    refuse(`${what} must be JSON (${(cause as Error).message})`);
  }
  if (!isObject(value)) refuse(`${what} must be a JSON object, current value is ${describe(value)}`);
  return value;
}

function readMetadata(value: unknown): Record<string, unknown> {
  if (!isObject(value) || Object.values(value).some((text) => typeof text !== "string")) {
    refuse("__metadata__ must be an object of texts");
  }
  if (value.format !== MODEL_FORMAT) {
    refuse(
      `__metadata__.format must be "${MODEL_FORMAT}", current value is ${describe(value.format)} ` +
        "(is this another program's model?)",
    );
  }
  if (value.version !== MODEL_VERSION) {
    refuse(
      `__metadata__.version must be "${MODEL_VERSION}", current value is ${describe(value.version)} ` +
        "(was it written by a newer Moodline?)",
    );
  }
  const text = value.moodline;
  if (typeof text !== "string") refuse("__metadata__.moodline is missing");
  // Its length first: a text that is too long is not even parsed.
  const metadata = text.length > MAX_METADATA_LETTERS ? {} : parseObject(text, "__metadata__.moodline");
  const fault = metadataFault(text, metadata);
  if (fault) refuse(fault);
  return metadata;
}

/** What would break those who store, copy or show metadata; null when it is harmless. */
function metadataFault(text: string, metadata: unknown): string | null {
  return text.length > MAX_METADATA_LETTERS
    ? `the metadata must have ≤ ${MAX_METADATA_LETTERS} letters, current value is ${text.length}`
    : valueFault(metadata, MAX_METADATA_DEPTH);
}

function valueFault(value: unknown, depthLeft: number): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (depthLeft === 0) return `the metadata must be nested ≤ ${MAX_METADATA_DEPTH} deep`;
  if (Object.hasOwn(value, "__proto__")) return 'the metadata must not have a key "__proto__"';
  for (const inner of Object.values(value)) {
    const fault = valueFault(inner, depthLeft - 1);
    if (fault) return fault;
  }
  return null;
}

function checkEntry(name: string, entry: unknown): HeaderEntry {
  if (!NAME.test(name)) refuse(`a tensor's name must match ${NAME.source}, current value is ${describe(name)}`);
  if (!isObject(entry)) refuse(`tensor "${name}" must be described by an object, current value is ${describe(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !Object.hasOwn(ITEM_BYTES, dtype)) {
    refuse(`the dtype of tensor "${name}" must be F32, F64 or I32, current value is ${describe(dtype)}`);
  }
  if (!Array.isArray(shape) || shape.length > MAX_DIMENSIONS || !shape.every(isCount)) {
    refuse(`the shape of tensor "${name}" must be ≤ ${MAX_DIMENSIONS} counts, current value is ${describe(shape)}`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount) || offsets[0] > offsets[1]) {
    refuse(`data_offsets of tensor "${name}" must be [begin, end], current value is ${describe(offsets)}`);
  }
  const need = shape.reduce((product, size) => product * size, 1) * ITEM_BYTES[dtype as Dtype];
  if (need !== offsets[1] - offsets[0]) {
    refuse(`the shape of tensor "${name}" asks for ${need} bytes, its data_offsets give ${offsets[1] - offsets[0]}`);
  }
  return { dtype: dtype as Dtype, shape, data_offsets: [offsets[0], offsets[1]] };
}

function assertWritable(name: string, tensor: Tensor): void {
  const fail = (Kind: ErrorConstructor, reason: string): never => {
    throw new Kind(`Cannot write the model file: ${reason}`);
  };
  if (!NAME.test(name)) {
    fail(TypeError, `a tensor's name must match ${NAME.source}, current value is ${describe(name)}`);
  }
  const product = tensor.shape.reduce((all, size) => all * size, 1);
  if (tensor.shape.length > MAX_DIMENSIONS || !tensor.shape.every(isCount) || product !== tensor.data.length) {
    fail(
      TypeError,
      `the shape of tensor "${name}" must fit its ${tensor.data.length} elements, ` +
        `current value is ${describe(tensor.shape)}`,
    );
  }
  const bad = firstNonFinite(tensor.data);
  if (bad >= 0) {
    fail(RangeError, `tensor "${name}" must be finite, current value of element ${bad} is ${tensor.data[bad]}`);
  }
}

function toArray(dtype: Dtype, buffer: ArrayBuffer): Tensor["data"] {
  if (dtype === "F32") return new Float32Array(buffer);
  return dtype === "F64" ? new Float64Array(buffer) : new Int32Array(buffer);
}

function dtypeOf(tensor: Tensor): Dtype {
  if (tensor.data instanceof Float32Array) return "F32";
  return tensor.data instanceof Float64Array ? "F64" : "I32";
}

function itemBytes(tensor: Tensor): number {
  return ITEM_BYTES[dtypeOf(tensor)];
}

function firstNonFinite(data: Tensor["data"]): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A value for an error message: short, whatever a hostile file holds. */
function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? text.slice(0, 60) + "…" : text;
}
