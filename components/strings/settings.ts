/**
 * The editor of settings.
 * @module
 */

export const settings = {
  title: "Settings",
  lead: "They are kept in this browser and hold at once, in all its tabs.",
  search: "Search settings",
  form: "Form",
  json: "JSON",
  as: "Edit as",
  reset: "Reset",
  resetNamed: (name: string) => `Reset ${name}`,
  resetAll: "Reset all",
  changed: "changed",
  nothing: "No setting has all these words.",
  jsonLabel: "Settings as JSON",
  jsonHint: "Whatever is not named here has its default. Comments are allowed while you write; they are not kept.",
  apply: "Apply",
  applied: "All settings are applied.",
  /** Of the value of a setting. */
  mustBe: {
    boolean: (given: string) => `it must be true or false, current value is ${given}`,
    oneOf: (choices: string, given: string) => `it must be one of ${choices}, current value is ${given}`,
    text: (given: string) => `it must be text in quotes, current value is ${given}`,
    short: (most: number, length: number) => `it must have at most ${most} characters, it has ${length}`,
  },
  /** Of settings as JSON. */
  unreadable: (why: string) => `Cannot read the settings: the text must be JSON (${why})`,
  notWithin: "Cannot read the settings: they must stand within { and }",
  unknown: (id: string, meant: string | undefined) =>
    `Cannot set ${id}: it must be a setting of Moodline${meant ? ` (is ${meant} meant?)` : ""}`,
  cannotSet: (id: string, why: string) => `Cannot set ${id}: ${why}`,
  problem: (line: number, column: number) => `Line ${line}, column ${column}`,
  all: "All settings and what they may be",
};
