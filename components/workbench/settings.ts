/**
 * The user's settings as signals: what was set, else the manifest's default.
 * @module
 */
import { computed, type ReadonlySignal } from "@preact/signals";
import { contributes, type SettingId, type SettingSchema, type SettingValue } from "../../protocol/contributes/mod.ts";
import { createStored, isObject } from "./stored.ts";

export const SETTINGS: Readonly<Record<string, SettingSchema>> = contributes.configuration.properties;

/** A validator of our own: those that compile schemas need `eval`, which the pages' Content-Security-Policy forbids. */
export function settingFits(schema: SettingSchema, value: unknown): boolean {
  if (schema.type === "boolean") return typeof value === "boolean";
  if ("enum" in schema) return schema.enum.includes(value as string);
  return typeof value === "string" && value.length <= (schema.maxLength ?? Infinity);
}

export function createSettings() {
  const stored = createStored<Record<string, unknown>>({
    key: "settings",
    version: 1,
    initial: {},
    read: (kept) => isObject(kept) ? kept : null,
  });
  /** Settings may be of a newer version: one that is not understood has its default here, and stays what it was. */
  const signals = new Map(
    Object.entries(SETTINGS).map(([id, schema]) => [
      id,
      computed(() => {
        const value = stored.value.value[id];
        return value !== undefined && settingFits(schema, value) ? value : schema.default;
      }),
    ]),
  );
  return {
    open: stored.open,
    /** All that was set, by id. */
    own: stored.value as ReadonlySignal<Readonly<Record<string, unknown>>>,
    replace: stored.save,
    get: <Id extends SettingId>(id: Id) => signals.get(id)! as ReadonlySignal<SettingValue<Id>>,
    set<Id extends SettingId>(id: Id, value: SettingValue<Id>): void {
      const { [id]: _, ...others } = stored.value.peek();
      stored.save(value === SETTINGS[id].default ? others : { ...others, [id]: value });
    },
    reset(id: string): void {
      const { [id]: _, ...others } = stored.value.peek();
      stored.save(others);
    },
  };
}

export type Settings = ReturnType<typeof createSettings>;
