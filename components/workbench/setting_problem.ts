/**
 * Whether a value may stand for a setting. A validator of our own: those that compile schemas need `eval`, which the
 * pages' Content-Security-Policy forbids.
 * @module
 */
import type { SettingSchema } from "../../protocol/contributes/types.ts";
import { strings } from "../strings.ts";

/** What must hold of the value; null when it does. */
export function settingProblem(schema: SettingSchema, value: unknown): string | null {
  const { mustBe } = strings.problems, given = JSON.stringify(value);
  if (schema.type === "boolean") return typeof value === "boolean" ? null : mustBe.boolean(given);
  if ("enum" in schema) {
    return schema.enum.includes(value as string) ? null : mustBe.oneOf(schema.enum.join(", "), given);
  }
  if (typeof value !== "string") return mustBe.text(given);
  const { maxLength = Infinity } = schema;
  return value.length <= maxLength ? null : mustBe.short(maxLength, value.length);
}
