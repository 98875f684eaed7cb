/**
 * Who does what the manifest's commands name. The workbench answers for its own, each open editor for those of its
 * kind; a command goes to the active editor first. Nobody there to answer means that it cannot be run now.
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { CommandContribution } from "../../protocol/contributes/types.ts";
import { type ContextValue, parseWhen, type ReadContext } from "./when.ts";

export interface Offer {
  handlers: Readonly<Record<string, (args?: unknown) => unknown>>;
  /** Context keys of when-clauses. Reading signals in here makes what depends on the key follow them. */
  context?: Readonly<Record<string, () => ContextValue>>;
  /** What it shows in the panel, by the id of the panel's container. */
  panels?: Readonly<Record<string, () => ComponentChildren>>;
}

/** The offer of the workbench itself; those of editors go by the key of their tab. */
export const WORKBENCH = "workbench";

export function createCommands(
  contributions: readonly CommandContribution[],
  activeEditor: () => string | null,
) {
  const offers: Signal<ReadonlyMap<string, Offer>> = signal(new Map());
  const known = new Map(contributions.map((contribution) => [contribution.command, contribution]));

  function offersInOrder(): Offer[] {
    const active = activeEditor();
    return [active, WORKBENCH].map((key) => key === null ? undefined : offers.value.get(key))
      .filter((offer) => offer !== undefined);
  }
  const handlerOf = (command: string) => offersInOrder().find(({ handlers }) => command in handlers)?.handlers[command];
  const read: ReadContext = (key) =>
    offersInOrder().map(({ context }) => context?.[key]).find((tell) => tell !== undefined)?.();
  const isEnabled = (command: string) =>
    handlerOf(command) !== undefined && parseWhen(known.get(command)?.enablement)(read);

  return {
    contributions,
    read,
    isEnabled,
    /** @returns takes the offer back. */
    register(key: string, offer: Offer): () => void {
      offers.value = new Map(offers.peek()).set(key, offer);
      return () => {
        if (offers.peek().get(key) !== offer) return; // another has taken its place
        const left = new Map(offers.peek());
        left.delete(key);
        offers.value = left;
      };
    },
    /** @returns false if it cannot be run now. */
    run(command: string, args?: unknown): boolean {
      if (!isEnabled(command)) return false;
      handlerOf(command)!(args);
      return true;
    },
    /** What the active editor shows in the panel. */
    panels: () => offers.value.get(activeEditor() ?? "")?.panels ?? {},
  };
}

export type Commands = ReturnType<typeof createCommands>;
