/**
 * Whether a value may stand for a setting. A validator of our own: those that compile schemas need `eval`, which the
 * pages' Content-Security-Policy forbids.
 * @module
 */
import type { SettingSchema } from "../../protocol/contributes/types.ts";

/** What must hold of the value; null when it does. */
export function settingProblem(schema: SettingSchema, value: unknown): string | null {
  const current = `current value is ${JSON.stringify(value)}`;
  if (schema.type === "boolean") return typeof value === "boolean" ? null : `it must be true or false, ${current}`;
  if ("enum" in schema) {
    return schema.enum.includes(value as string) ? null : `it must be one of ${schema.enum.join(", ")}, ${current}`;
  }
  if (typeof value !== "string") return `it must be text in quotes, ${current}`;
  const { maxLength = Infinity } = schema;
  return value.length <= maxLength ? null : `it must have at most ${maxLength} characters, it has ${value.length}`;
}
