/**
 * What the readers of other corpora must be told, and how it is typed.
 * @module
 */

/** The numbers that stand for the ends of an axis. */
export interface RatingScale {
  low: number;
  high: number;
}

export interface ImportOptions {
  /** Of arousal and valence alike. */
  scale?: RatingScale;
  /** Standard deviation over raters where the source has none, units of the plane. */
  deviation?: { arousal: number; valence: number };
  /** Names of the source's columns, by ours. */
  columns?: Record<string, string>;
  /** Texts of the files that lie beside the source, by name. */
  companions?: Record<string, string>;
  /** Told what a reader took for granted or left out: one line each. */
  note?: (message: string) => void;
}

/** Names of the options that a user types. */
export type ImportOptionName = "scale" | "deviation" | "columns";

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)`;

/** `1..9` → its ends. @throws RangeError */
export function parseScale(text: string): RatingScale {
  const [, low, high] = new RegExp(`^(${NUMBER})\\.\\.(${NUMBER})$`).exec(text) ?? [];
  if (low === undefined || !(Number(low) < Number(high))) {
    fail("--scale", "two numbers, the lower one first, e.g. 1..9 or --scale=-1..1", text);
  }
  return { low: Number(low), high: Number(high) };
}

/** `0.33` or `0.33,0.3` (arousal, valence). @throws RangeError */
export function parseDeviation(text: string): { arousal: number; valence: number } {
  const numbers = text.split(",").map((one) => one.trim() === "" ? NaN : Number(one));
  const [arousal, valence = arousal] = numbers;
  if (numbers.length > 2 || !(arousal > 0 && arousal <= 2 && valence > 0 && valence <= 2)) {
    fail("--deviation", "one number in (0, 2], or two for arousal and valence, in units of the plane (-1 … 1)", text);
  }
  return { arousal, valence };
}

/**
 * `piece=song,time_s=t` → the source's names by ours.
 * @param known what ours may be.
 * @throws RangeError
 */
export function parseColumns(text: string, known: readonly string[]): Record<string, string> {
  const named = new Set<string>();
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const equals = pair.indexOf("="), ours = pair.slice(0, equals).trim(), theirs = pair.slice(equals + 1).trim();
      if (equals < 0 || !known.includes(ours) || theirs === "") {
        fail("--columns", `OURS=THEIRS with commas between, OURS one of ${known.join(", ")}`, text);
      }
      if (named.has(ours)) fail("--columns", `one column for each of ours, ${ours} has two`, text);
      named.add(ours);
      return [ours, theirs];
    }),
  );
}

function fail(option: string, rule: string, value: string): never {
  throw new RangeError(`Cannot read ${option}: it must be ${rule}, current value is ${JSON.stringify(value)}`);
}
