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
  const offers: Signal<ReadonlyMap<string, readonly Offer[]>> = signal(new Map());
  const known = new Map(contributions.map((contribution) => [contribution.command, contribution]));

  function offersInOrder(): Offer[] {
    const active = activeEditor();
    return [active, WORKBENCH].flatMap((key) => key === null ? [] : offers.value.get(key) ?? []);
  }
  const handlerOf = (command: string) => offersInOrder().find(({ handlers }) => command in handlers)?.handlers[command];
  const read: ReadContext = (key) =>
    offersInOrder().map(({ context }) => context?.[key]).find((tell) => tell !== undefined)?.();
  const isEnabled = (command: string) =>
    handlerOf(command) !== undefined && parseWhen(known.get(command)?.enablement)(read);

  return {
    contributions,
    contributionOf: (command: string) => known.get(command),
    read,
    isEnabled,
    /** Whether it is run again and again while its key is held. */
    repeats: (command: string) => known.get(command)?.repeats ?? false,
    /** An editor's parts offer what they do, each for itself; the latest goes first. @returns takes the offer back. */
    register(key: string, offer: Offer): () => void {
      const change = (edit: (offers: readonly Offer[]) => readonly Offer[]) =>
        offers.value = new Map(offers.peek()).set(key, edit(offers.peek().get(key) ?? []));
      change((known) => [offer, ...known]);
      return () => change((known) => known.filter((other) => other !== offer));
    },
    /** @returns false if it cannot be run now. */
    run(command: string, args?: unknown): boolean {
      if (!isEnabled(command)) return false;
      handlerOf(command)!(args);
      return true;
    },
    /** What the active editor shows in the panel. */
    panels: (): NonNullable<Offer["panels"]> =>
      Object.assign({}, ...(offers.value.get(activeEditor() ?? "") ?? []).map(({ panels }) => panels)),
  };
}

export type Commands = ReturnType<typeof createCommands>;
