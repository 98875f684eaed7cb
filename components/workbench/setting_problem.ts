/**
 * Why a value may not stand for a setting.
 * @module
 */
import type { SettingSchema } from "../../protocol/contributes/types.ts";
import { strings } from "../strings.ts";
import { settingFits } from "./settings.ts";

/** What must hold of the value; null when it does. */
export function settingProblem(schema: SettingSchema, value: unknown): string | null {
  if (settingFits(schema, value)) return null;
  const { mustBe } = strings.settings, given = JSON.stringify(value);
  if (schema.type === "boolean") return mustBe.boolean(given);
  if ("enum" in schema) return mustBe.oneOf(schema.enum.join(", "), given);
  return typeof value === "string" ? mustBe.short(schema.maxLength!, value.length) : mustBe.text(given);
}
