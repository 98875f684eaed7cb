/**
 * Walks a JSON value and says where in it something does not hold.
 * @module
 */

/** One place in a JSON value. `label` is what an error begins with: the action and the JSON path, `… : $.steps[3].path`. */
export class Field {
  private constructor(readonly label: string, readonly value: unknown) {}

  /** The whole value; `action` begins every error, e.g. `Cannot read the timeline`. */
  static root(action: string, value: unknown): Field {
    return new Field(`${action}: $`, value);
  }

  /** The property of an object; a missing one is `undefined` and fails when it is asked for its type. */
  get(name: string): Field {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.refuse(TypeError, "must be an object", value);
    }
    return new Field(`${this.label}.${name}`, Object.hasOwn(value, name) ? (value as never)[name] : undefined);
  }

  /** Names of an object's properties, in their order. */
  keys(): string[] {
    const { value } = this;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.refuse(TypeError, "must be an object", value);
    }
    return Object.keys(value);
  }

  /** The elements of a list. */
  array(): Field[] {
    if (!Array.isArray(this.value)) return this.refuse(TypeError, "must be a list", this.value);
    return this.value.map((value, index) => new Field(`${this.label}[${index}]`, value));
  }

  /** A text, of a pattern that `meaning` puts into words. */
  text(pattern?: RegExp, meaning?: string): string {
    if (typeof this.value !== "string") return this.refuse(TypeError, "must be a text", this.value);
    if (pattern && !pattern.test(this.value)) return this.refuse(RangeError, `must be ${meaning}`, this.value);
    return this.value;
  }

  /** A finite number in [min, max]. */
  number(min: number, max: number): number {
    const { value } = this;
    if (typeof value !== "number" || !Number.isFinite(value)) return this.refuse(TypeError, "must be a number", value);
    if (value < min || value > max) return this.refuse(RangeError, `must be ${rangeText(min, max)}`, value);
    return value;
  }

  /** A whole number in [min, max]. */
  integer(min: number, max: number): number {
    const value = this.number(min, max);
    return Number.isInteger(value) ? value : this.refuse(RangeError, "must be a whole number", value);
  }

  /** Exactly this JSON value. */
  literal(expected: unknown, guess?: string): void {
    const text = JSON.stringify(expected);
    if (JSON.stringify(this.value) !== text) this.refuse(RangeError, `must be ${text}`, this.value, guess);
  }

  refuse(Kind: ErrorConstructor, requirement: string, value: unknown, guess?: string): never {
    return fail(Kind, `${this.label} ${requirement}`, value, guess);
  }
}

/** Throw the house error: what must hold, the current value (shortened), the likely mistake. */
export function fail(Kind: ErrorConstructor, statement: string, value: unknown, guess?: string): never {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value) ?? "missing";
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new Kind(`${statement}, current value is ${short}${guess ? ` (${guess})` : ""}`);
}

function rangeText(min: number, max: number): string {
  if (max < Infinity) return `in [${min}, ${max}]`;
  return min === Number.MIN_VALUE ? "> 0" : `≥ ${min}`;
}
