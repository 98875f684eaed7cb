/**
 * The code that applies edits to a timeline. It comes when there is something to apply: a track that is only listened to
 * does without.
 * @module
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { applyCorrections } from "../core/review/apply.ts";
import { onUse } from "./attempt.ts";
import { keepTrying } from "./keep_trying.ts";

export interface Applying {
  /** Null until the code is here. */
  apply: ReadonlySignal<typeof applyCorrections | null>;
  load(): Promise<void>;
  /**
   * Fetches it as soon as something is needed.
   * @param tell is told when it cannot be fetched, and when it was after all.
   * @returns stops that.
   */
  loadWhen(isNeeded: () => boolean, tell: (isMissing: boolean) => void): () => void;
}

export function createApplying(): Applying {
  const apply = signal<typeof applyCorrections | null>(null);
  async function load(): Promise<void> {
    apply.value ??= (await onUse(import("../core/review/apply.ts"))).applyCorrections;
  }
  return {
    apply,
    load,
    loadWhen(isNeeded, tell) {
      let isWanted = true, begun = false;
      async function begin(): Promise<void> {
        let failed = false;
        await keepTrying(load, {
          isWanted: () => isWanted,
          onFailure: () => tell(failed = true),
        });
        if (failed && isWanted) tell(false);
      }
      const stop = effect(() => {
        if (begun || !isNeeded()) return;
        begun = true;
        begin();
      });
      return () => {
        isWanted = false;
        stop();
      };
    },
  };
}
