/**
 * Changes of the user's keybindings. Each is a function from the list as it is to the list as it will be.
 * @module
 */
import type { Keybinding, UserKeybinding } from "./keybindings.ts";

type Change = (user: readonly UserKeybinding[]) => readonly UserKeybinding[];

const keyOf = ({ presses }: Keybinding) => presses.join(" ");

export function addKey(command: string, key: string, when: string): Change {
  return (user) => [...user, { command, key, when }];
}

/** Take a keybinding away: one of the manifest's by a line that says so, one of the user's by leaving it out. */
export function removeKey(binding: Keybinding): Change {
  const { command, when, source } = binding;
  return (user) =>
    source === "default"
      ? [...user, { command: `-${command}`, key: keyOf(binding) }]
      : user.filter((own) => own.command !== command || own.key !== keyOf(binding) || (own.when ?? "") !== when);
}

/** Other keys, or another clause, for a keybinding. */
export function changeKey(binding: Keybinding, key: string, { when = binding.when } = {}): Change {
  return (user) => [
    ...removeKey(binding)(user),
    { command: binding.command, key, when, ...binding.args === undefined ? {} : { args: binding.args } },
  ];
}

/** As in the manifest again. */
export function resetKeys(command: string): Change {
  return (user) => user.filter((own) => own.command !== command && own.command !== `-${command}`);
}

export function isTouched(user: readonly UserKeybinding[], command: string): boolean {
  return user.some((own) => own.command === command || own.command === `-${command}`);
}
