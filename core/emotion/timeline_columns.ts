/**
 * A timeline as columns of numbers in one piece of memory: what pages read instead of its JSON, at a third of the size and
 * without a parser. Nothing is lost: every number that comes out is the one that the JSON gives.
 * Described in `docs/formats/timeline.md`.
 * @module
 */
import { CELL_COUNT } from "./grid.ts";
import type { HeatmapTimeline, TimelineStep } from "./timeline.ts";

/** The first bytes, and what tells files of this format apart. */
export const COLUMNS_FORMAT = "MLTIMEC1";
const HEADER_BYTES = 16;
/** Columns of numbers beside maps and paths, in this order; NaN where the timeline has none. */
const READ: readonly ((step: TimelineStep) => number | null | undefined)[] = [
  ({ mean }) => mean.valence,
  ({ mean }) => mean.arousal,
  ({ entropyNats }) => entropyNats,
  ({ epistemicNats }) => epistemicNats,
  ({ unfamiliarity }) => unfamiliarity,
];
/** 10^e; up to e = 22 exactly, so that a quotient by it is the double that is nearest to the decimal. */
const POWERS = Float64Array.from({ length: 256 }, (_, exponent) => Number(`1e${exponent}`));
const LAST_EXACT = 22;
/** Copies of a list of numbers are made at once, and stay one while numbers are put into them. */
const SOME_MAP: readonly number[] = Array.from({ length: CELL_COUNT }, () => 0.5);

/** What stands before the columns; T is the number of steps. */
type Head = Omit<HeatmapTimeline, "steps"> & { steps: number };

/**
 * A decimal number of up to 7 digits in 32 bits: value = m · 10^-e, m in the lower 24 bits, e in the upper 8.
 * @param value > 0, at most 1; further digits are rounded away.
 */
export function packDecimal(value: number): number {
  let exponent = Math.min(255, Math.max(0, 6 - Math.floor(Math.log10(value))));
  let digits = Math.round(value * POWERS[exponent]);
  // Just below a power of ten the logarithm may be rounded up to it.
  if (digits < 1e6 && exponent < 255) digits = Math.round(value * POWERS[++exponent]);
  return (exponent << 24 | Math.max(1, digits)) >>> 0;
}

/** The inverse of {@link packDecimal}: the double that the decimal is read as. */
export function unpackDecimal(packed: number): number {
  const digits = packed & 0xffffff, exponent = packed >>> 24;
  return exponent <= LAST_EXACT ? digits / POWERS[exponent] : Number(`${digits}e-${exponent}`);
}

/**
 * Bytes of a timeline, little-endian, as `docs/formats/timeline.md` describes them. Cost O(T), 525 bytes a step.
 * @param timeline as it was read from its JSON: starts are step · stepSeconds, probabilities have 7 digits.
 */
export function timelineToColumns({ steps, ...rest }: HeatmapTimeline): Uint8Array<ArrayBuffer> {
  const text = asciiOf(JSON.stringify({ ...rest, steps: steps.length } satisfies Head));
  const headBytes = 8 * Math.ceil(text.length / 8), at = placesOf(headBytes, steps.length);
  const bytes = new Uint8Array(at.end), { buffer } = bytes;
  bytes.set(asciiOf(COLUMNS_FORMAT));
  new DataView(buffer).setUint32(COLUMNS_FORMAT.length, headBytes, true);
  bytes.fill(0x20, HEADER_BYTES, at.numbers).set(text, HEADER_BYTES);
  const numbers = new Float64Array(buffer, at.numbers, READ.length * steps.length);
  const maps = new Uint32Array(buffer, at.maps, CELL_COUNT * steps.length);
  steps.forEach((step, t) => {
    READ.forEach((read, column) => numbers[column * steps.length + t] = read(step) ?? NaN);
    for (let cell = 0; cell < CELL_COUNT; cell++) maps[t * CELL_COUNT + cell] = packDecimal(step.heatmap[cell]);
    bytes[at.paths + t] = step.path;
  });
  return bytes;
}

/**
 * The inverse of {@link timelineToColumns}.
 * @throws SyntaxError if the bytes are no such timeline, or not all of it.
 */
export function columnsToTimeline(buffer: ArrayBuffer): HeatmapTimeline {
  const bytes = new Uint8Array(buffer);
  if (
    buffer.byteLength < HEADER_BYTES ||
    textOf(bytes.subarray(0, COLUMNS_FORMAT.length)) !== COLUMNS_FORMAT
  ) {
    throw new SyntaxError(`Cannot read a timeline's columns: they must begin with ${COLUMNS_FORMAT}`);
  }
  const headBytes = new DataView(buffer).getUint32(COLUMNS_FORMAT.length, true);
  const head = textOf(bytes.subarray(HEADER_BYTES, HEADER_BYTES + headBytes));
  const { steps: count, ...rest }: Head = JSON.parse(head), at = placesOf(headBytes, count);
  if (buffer.byteLength !== at.end) {
    throw new SyntaxError(
      `Cannot read a timeline's columns: ${count} steps must have ${at.end} bytes, current value is ${buffer.byteLength}`,
    );
  }
  const numbers = new Float64Array(buffer, at.numbers, READ.length * count);
  const maps = new Uint32Array(buffer, at.maps, CELL_COUNT * count);
  const steps = Array.from({ length: count }, (_, t): TimelineStep => {
    const heatmap = SOME_MAP.slice(), epistemicNats = numbers[3 * count + t], unfamiliarity = numbers[4 * count + t];
    for (let cell = 0; cell < CELL_COUNT; cell++) heatmap[cell] = unpackDecimal(maps[t * CELL_COUNT + cell]);
    return {
      startSeconds: t * rest.stepSeconds,
      heatmap,
      mean: { valence: numbers[t], arousal: numbers[count + t] },
      entropyNats: numbers[2 * count + t],
      epistemicNats: Number.isNaN(epistemicNats) ? null : epistemicNats,
      path: bytes[at.paths + t],
      ...Number.isNaN(unfamiliarity) ? {} : { unfamiliarity },
    };
  });
  return { ...rest, steps };
}

/** JSON may say any letter in ASCII. */
function asciiOf(json: string): Uint8Array {
  const ascii = json.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return Uint8Array.from(ascii, (letter) => letter.charCodeAt(0));
}

const textOf = (ascii: Uint8Array) => Array.from(ascii, (code) => String.fromCharCode(code)).join("");

/** Where the parts begin. */
function placesOf(headBytes: number, steps: number) {
  const numbers = HEADER_BYTES + headBytes, maps = numbers + 8 * READ.length * steps;
  const paths = maps + 4 * CELL_COUNT * steps;
  return { numbers, maps, paths, end: paths + steps };
}
