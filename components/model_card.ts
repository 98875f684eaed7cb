/**
 * The metadata of a model file as rows that people can read. Files of any recipe are shown: nothing is expected of their
 * keys but that they are named as ours are, with the unit at the end (`trainingSeconds`, `nllNats`).
 * @module
 */

export interface CardRow {
  name: string;
  value: string;
}

/** Ends of names that are units, and how the unit is written. */
const UNITS: Record<string, string> = {
  Seconds: "s",
  Ms: "ms",
  Hz: "Hz",
  Nats: "nats",
  Bytes: "bytes",
  Percent: "%",
};
/** More values than this are counted instead of shown. */
const MOST_VALUES = 8;
const MOST_LETTERS = 200;

/** `layerSizes` → `layer sizes`, `nllNats` → `NLL` with the unit nats. */
export function splitName(key: string): { name: string; unit: string } {
  const [, stem, end] = key.match(/^(.+?)(Seconds|Ms|Hz|Nats|Bytes|Percent)$/) ?? [null, key, ""];
  const words = stem.replace(/[_-]+/g, " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2").trim().split(" ");
  const name = words.map((word) => ACRONYMS.has(word.toLowerCase()) ? word.toUpperCase() : word.toLowerCase()).join(
    " ",
  );
  return { name, unit: UNITS[end] ?? "" };
}

const ACRONYMS = new Set(["nll", "emd", "crf", "dbn", "rbm", "cpu", "sha256", "simd", "id", "wasm"]);

/** Every value below `card` with the path of names to it, but for the keys that are left out. */
export function cardRows(
  card: Record<string, unknown>,
  { without = [] }: { without?: readonly string[] } = {},
): CardRow[] {
  return Object.entries(card).filter(([key]) => !without.includes(key)).flatMap(([key, value]): CardRow[] => {
    const { name, unit } = splitName(key);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return cardRows(value as Record<string, unknown>).map((row) => ({ ...row, name: `${name}: ${row.name}` }));
    }
    const text = valueText(value);
    return [{ name, value: unit && typeof value === "number" ? `${text} ${unit}` : text }];
  });
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) {
    const plain = value.every((item) => item === null || typeof item !== "object");
    return plain && value.length <= MOST_VALUES ? value.map(valueText).join(", ") : `${value.length} values`;
  }
  const text = String(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

/** Whole numbers as they are, others to four significant digits. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** `1.4 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
