/**
 * What several schemas are made of.
 * @module
 */
import * as v from "valibot";

export const id = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/, "a UUID"));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const millisecondsSince1970 = count;
export const coordinate = v.pipe(v.number(), v.minValue(-1), v.maxValue(1));
/** What SQLite keeps as it is: it ends a text at U+0000, and UTF-8 has no halves of a surrogate pair. */
export const text = (mostCharacters: number) =>
  v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(mostCharacters),
    v.check((text) => text.isWellFormed() && !text.includes("\0"), "hold whole characters, and no U+0000"),
  );
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
