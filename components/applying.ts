/**
 * The code that applies edits to a timeline. It comes when there is something to apply: a track that is only listened to
 * does without.
 * @module
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { applyCorrections } from "../core/review/apply.ts";

export interface Applying {
  /** Null until the code is here. */
  apply: ReadonlySignal<typeof applyCorrections | null>;
  load(): Promise<void>;
  /** Fetches it as soon as something is needed. @returns stops that. */
  loadWhen(isNeeded: () => boolean, onFailure: () => void): () => void;
}

export function createApplying(): Applying {
  const apply = signal<typeof applyCorrections | null>(null);
  async function load(): Promise<void> {
    apply.value ??= (await import("../core/review/apply.ts")).applyCorrections;
  }
  return {
    apply,
    load,
    loadWhen: (isNeeded, onFailure) =>
      effect(() => {
        if (!apply.value && isNeeded()) load().catch(onFailure);
      }),
  };
}
