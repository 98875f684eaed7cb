/**
 * A value that the browser keeps, and that all its tabs share. The version of its form is part of the key: what an
 * older or newer form left is not read.
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { browserStorage } from "../browser_storage.ts";

export interface Stored<T> {
  value: Signal<T>;
  /** Reads what is kept, then follows other tabs. @returns stops following. */
  open(): () => void;
  save(value: T): void;
}

export interface StoredOptions<T> {
  key: string;
  version: number;
  initial: T;
  /** Makes of whatever is kept a value that can be used; null if there is none to be made. */
  read: (kept: unknown) => T | null;
}

export function createStored<T>({ key, version, initial, read }: StoredOptions<T>): Stored<T> {
  const fullKey = `moodline.${key}.${version}`, value = signal(initial);
  function load(): void {
    try {
      value.value = read(JSON.parse(browserStorage.getItem(fullKey) ?? "null")) ?? initial;
    } catch {
      value.value = initial; // text that is no JSON
    }
  }
  return {
    value,
    open() {
      load();
      const onStorage = (event: StorageEvent) => event.key === fullKey && load();
      addEventListener("storage", onStorage);
      return () => removeEventListener("storage", onStorage);
    },
    save(next) {
      value.value = next;
      browserStorage.setItem(fullKey, JSON.stringify(next));
    },
  };
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
