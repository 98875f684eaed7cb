/**
 * Which keybindings get in each other's way.
 * @module
 */
import type { Keybinding } from "./keybindings.ts";

/** Keybindings that answer to the same keys and may do so at the same time. */
export function conflictsOf(binding: Keybinding, bindings: readonly Keybinding[]): Keybinding[] {
  const keys = binding.presses.join(" ");
  return bindings.filter((other) =>
    other !== binding && other.command !== binding.command && other.presses.join(" ") === keys &&
    !excludeEachOther(binding.when, other.when)
  );
}

/** Whether two clauses plainly never hold together: `a` and `!a`, or the same key compared with different words. */
function excludeEachOther(one: string, other: string): boolean {
  const parts = (text: string) => text.split("&&").map((part) => part.trim());
  return parts(one).some((a) =>
    parts(other).some((b) => {
      if (a !== "" && b !== "" && (a === `!${b}` || b === `!${a}`)) return true;
      const [left, right] = [a, b].map((part) => /^([\w.]+)\s*==\s*(\S+)$/.exec(part));
      return Boolean(left && right && left[1] === right[1] && left[2] !== right[2]);
    })
  );
}
