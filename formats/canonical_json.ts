/**
 * JSON with one spelling for one value: keys sorted by code unit, no spaces.
 * @module
 */

/**
 * Canonical JSON text. Keys whose value is undefined are left out, as JSON.stringify does.
 * @throws TypeError if something in it is not JSON: NaN, Infinity, a function, a typed array, a bigint.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (isPlainObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(",")}}`;
  }
  throw new TypeError(`Cannot write JSON: every value must be JSON, current value is ${String(value).slice(0, 60)}`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
