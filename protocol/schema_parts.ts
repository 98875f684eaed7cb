/**
 * What several schemas are made of.
 * @module
 */
import * as v from "valibot";

export const id = v.pipe(v.string(), v.regex(/^[0-9a-f-]{36}$/, "a UUID"));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const millisecondsSince1970 = count;
export const coordinate = v.pipe(v.number(), v.minValue(-1), v.maxValue(1));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
