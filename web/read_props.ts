/**
 * Reads in the browser what devalue's `stringify` wrote on the server. devalue's own reader knows more types, checks what it
 * is given and takes 2 kB: this one reads nothing but what our server wrote into its page.
 * @module
 */

/** devalue's indices below 0 stand for values that JSON has not; a hole of a list is left out. */
const CONSTANTS = [, undefined, , NaN, Infinity, -Infinity, -0];
const HOLE = -2, SPARSE = -7;

type Reviver = (value: never) => unknown;

/**
 * The value that was flattened into a list: values refer to others by their place, the first one is it.
 * @param revivers what makes the application's own types of their plain form.
 */
export function readProps(flat: readonly unknown[], revivers: Readonly<Record<string, Reviver>>): unknown {
  const read: unknown[] = [];

  function at(index: number): unknown {
    if (index < 0) return CONSTANTS[-index];
    if (index in read) return read[index];
    const value = flat[index];
    if (!Array.isArray(value)) {
      return typeof value === "object" && value ? fill(index, {}, Object.entries(value)) : read[index] = value;
    }
    const [first, ...rest] = value, [one, two] = rest;
    if (first === SPARSE) return fill(index, listOf(one), pairsOf(rest.slice(1)));
    if (typeof first !== "string") {
      return fill(index, listOf(value.length), Object.entries(value));
    }
    if (first in revivers) return read[index] = revivers[first](at(one) as never);
    if (first === "null") return fill(index, Object.create(null), pairsOf(rest));
    if (first === "Date") return read[index] = new Date(one);
    if (first === "BigInt") return read[index] = BigInt(one);
    if (first === "RegExp") return read[index] = new RegExp(one, two);
    if (first === "URL") return read[index] = new URL(one);
    if (first === "Set") {
      const set = read[index] = new Set();
      for (const place of rest) set.add(at(place));
      return set;
    }
    if (first !== "Map") throw new TypeError(`Cannot read props: ${first} must be known here`);
    const map = read[index] = new Map();
    for (const [key, place] of pairsOf(rest)) map.set(at(key), at(place));
    return map;
  }

  /** It is known before what is in it is read: something in it may refer back to it. */
  function fill(index: number, target: Record<string, unknown>, entries: [string, number][]): unknown {
    read[index] = target;
    for (const [key, place] of entries) if (place !== HOLE) target[key] = at(place);
    return target;
  }

  return at(0);
}

/** Nothing but holes, and no memory for them. */
const listOf = (length: number) => Object.assign([], { length }) as unknown as Record<string, unknown>;

// deno-lint-ignore no-explicit-any -- keys and places, as devalue wrote them
function pairsOf(list: readonly any[]): [any, number][] {
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i], list[2 * i + 1]]);
}
