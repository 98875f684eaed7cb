/**
 * What the browser keeps for this site. One that keeps nothing, or has no room left, is no reason to stop: then it holds
 * until the page is left, and the page says so.
 * @module
 */
import { type ReadonlySignal, signal } from "@preact/signals";

/** The part of `localStorage` in use. */
export type KeptTexts = Pick<Storage, "getItem" | "setItem">;

export interface BrowserStorage extends KeptTexts {
  /** Whether something that should be kept is not. */
  forgetful: ReadonlySignal<boolean>;
}

/** @param kept gives `localStorage`, or throws as browsers do that forbid it. */
export function createBrowserStorage(kept: () => KeptTexts): BrowserStorage {
  const unkept = new Map<string, string>(), forgetful = signal(false);
  return {
    forgetful,
    getItem(key) {
      const text = unkept.get(key);
      if (text !== undefined) return text;
      try {
        return kept().getItem(key);
      } catch {
        return null;
      }
    },
    setItem(key, text) {
      try {
        kept().setItem(key, text);
        unkept.delete(key);
      } catch {
        unkept.set(key, text);
      }
      forgetful.value = unkept.size > 0;
    },
  };
}

export const browserStorage = createBrowserStorage(() => localStorage);
