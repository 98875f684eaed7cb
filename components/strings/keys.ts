/**
 * The editor of keys.
 * @module
 */
import { count } from "./count.ts";

export const keys = {
  title: "Keyboard Shortcuts",
  lead: "Click a key to record another. When: context keys with !, &&, ||, == and parentheses.",
  search: "Search by command or key",
  columns: { command: "Command", key: "Key", when: "When", source: "From" },
  sources: { default: "default", user: "you" },
  add: "Add a key",
  addNamed: (title: string) => `Add a key: ${title}`,
  change: (title: string, keys: string) => `Change the key of ${title}: ${keys}`,
  remove: "Remove",
  removeNamed: (title: string, keys: string) => `Remove ${keys} from ${title}`,
  reset: "Reset",
  resetNamed: (title: string) => `Reset the keys of ${title}`,
  resetAll: "Reset all",
  whenOf: (title: string) => `When ${title} answers to its key`,
  recordText: "Press the key or keys you want, one or two after the other. Enter takes them, Escape gives up.",
  recorded: "Recorded keys",
  nothingRecorded: "Nothing pressed yet",
  take: "Take it",
  giveUp: "Give up",
  conflict: (others: string) => `Also: ${others}`,
  conflicts: (others: string) => `The same keys lead to ${others}.`,
  onlyConflicts: (n: number) => `Only the ${count(n, "conflict", "conflicts")}`,
  nothing: "No command has all these words.",
  shown: (n: number) => count(n, "command", "commands"),
};
