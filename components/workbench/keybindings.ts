/**
 * From a press to a command: the manifest's keybindings and, before them, the user's, which add to them, replace or
 * (as `-command`) remove them. A key that is a command and also the start of a chord does both: the command runs at
 * once, and the next press may still complete the chord.
 * @module
 */
import type { KeybindingContribution } from "../../protocol/contributes/types.ts";
import { parseKeys } from "./key_press.ts";
import { parseWhen, type ReadContext } from "./when.ts";

/** What a user has written: a command that starts with `-` is taken from the key. */
export interface UserKeybinding {
  command: string;
  key: string;
  when?: string;
  args?: unknown;
}

export interface Keybinding {
  command: string;
  /** Presses one after the other. */
  presses: readonly string[];
  when: string;
  args?: unknown;
  source: "default" | "user";
}

/** The keybindings in force; of two that could answer, the later one does. */
export function keybindingsInForce(
  defaults: readonly KeybindingContribution[],
  user: readonly UserKeybinding[],
  { isMac }: { isMac: boolean },
): Keybinding[] {
  const all: Keybinding[] = defaults.map(({ command, key, mac, when = "", args }) => ({
    command,
    presses: parseKeys(isMac && mac ? mac : key),
    when,
    args,
    source: "default",
  }));
  return user.reduce((known, { command, key, when = "", args }) => {
    const presses = parseKeys(key);
    if (!command.startsWith("-")) return [...known, { command, presses, when, args, source: "user" }];
    return known.filter((binding) =>
      binding.command !== command.slice(1) || binding.presses.join(" ") !== presses.join(" ")
    );
  }, all);
}

export interface Resolution {
  /** To run now. */
  binding: Keybinding | null;
  /** Whether a chord has begun that the next press may complete. */
  continues: boolean;
}

/** What a press leads to, after those that began a chord. */
export function resolvePress(
  bindings: readonly Keybinding[],
  { press, begun, read }: { press: string; begun: readonly string[]; read: ReadContext },
): Resolution {
  const pressed = [...begun, press];
  const fits = bindings.filter(({ presses, when }) =>
    presses.length >= pressed.length && pressed.every((text, i) => presses[i] === text) && parseWhen(when)(read)
  );
  return {
    binding: fits.findLast(({ presses }) => presses.length === pressed.length) ?? null,
    continues: fits.some(({ presses }) => presses.length > pressed.length),
  };
}

/** Of a command the keys to show: the last one in force, as it wins. */
export function keysOf(bindings: readonly Keybinding[], command: string): string | null {
  return bindings.findLast((binding) => binding.command === command)?.presses.join(" ") ?? null;
}
