/**
 * A value that the browser keeps, and that all its tabs share. The version of its form is part of the key: what an
 * older or newer form left is not read.
 * @module
 */
import { type Signal, signal } from "@preact/signals";

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
      value.value = read(JSON.parse(localStorage.getItem(fullKey) ?? "null")) ?? initial;
    } catch {
      value.value = initial; // text that is no JSON, or a browser that keeps nothing
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
      try {
        localStorage.setItem(fullKey, JSON.stringify(next));
      } catch {
        // Full or forbidden: then it holds until the page is left.
      }
    },
  };
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
