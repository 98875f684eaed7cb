/**
 * From presses to commands. The presses that have begun a chord are remembered until it is completed or given up.
 * @module
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Commands } from "./commands.ts";
import { isComposing, keepsKey, type KeyPress, pressTexts, pressToText } from "./key_press.ts";
import { type Keybinding, resolvePress } from "./keybindings.ts";

export interface KeyboardOptions {
  isMac: ReadonlySignal<boolean>;
  bindings: ReadonlySignal<readonly Keybinding[]>;
  commands: Pick<Commands, "read" | "run" | "isEnabled" | "repeats">;
  /** A chord was completed: its first press has done its own command, which was not meant. */
  onChord: () => void;
}

interface FollowedKeys extends KeyboardOptions {
  /** Offered each letter that is typed; true if it is for a box that is still to come, and for nothing else. */
  typeAhead: (letter: string) => boolean;
}

export function createKeyboard({ isMac, bindings, commands, onChord }: KeyboardOptions) {
  let begun: readonly string[] = [];

  function resolve(press: KeyPress, begun: readonly string[]) {
    const resolutions = pressTexts(press, isMac.peek()).map((text) => ({
      text,
      ...resolvePress(bindings.peek(), { press: text, begun, read: commands.read }),
    }));
    return resolutions.find(({ binding, continues }) => binding || continues) ?? null;
  }

  /**
   * @param isKept asks whether what has the focus wants the key for itself.
   * @returns whether it was for the workbench.
   */
  return function press(press: KeyPress & { repeat: boolean }, isKept: () => boolean): boolean {
    if (pressToText(press) === null) return false;
    // The key that began a chord is still held.
    if (press.repeat && begun.length > 0) return true;
    const chord = begun.length > 0 ? resolve(press, begun) : null;
    begun = chord ? begun : [];
    // A chord that has begun is completed wherever the focus is; any other key may be wanted there.
    if (!chord && isKept()) return false;
    const found = chord ?? resolve(press, []);
    if (!found) return false;
    const { binding, continues, text } = found;
    if (press.repeat && binding && !commands.repeats(binding.command)) return commands.isEnabled(binding.command);
    begun = continues ? [...begun, text] : [];
    if (chord && binding) onChord();
    return binding !== null && commands.run(binding.command, binding.args) || continues;
  };
}

/** @returns stops listening. */
export function followKeys(options: FollowedKeys): () => void {
  const press = createKeyboard(options);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || isComposing(event)) return;
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isLetter && options.typeAhead(event.key)) return event.preventDefault();
    if (press(event, () => keepsKey(document.activeElement, event, options.isMac.peek()))) event.preventDefault();
  }
  addEventListener("keydown", onKeyDown);
  return () => removeEventListener("keydown", onKeyDown);
}
