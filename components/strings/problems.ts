/**
 * What is wrong with what someone wrote: when-clauses and values of settings.
 * @module
 */

export const problems = {
  unreadableWhen: (mustHold: string, text: string) =>
    `Cannot read a when-clause: ${mustHold}, current value is "${text}"`,
  mustHold: {
    term: (character: number) => `a key, a comparison or a parenthesis must stand at character ${character}`,
    joined: "parts must be joined by && or ||",
    named: "a name must stand on both sides of an operator",
    closed: "every ( must have its )",
  },
  /** Of the value of a setting. */
  mustBe: {
    boolean: (given: string) => `it must be true or false, current value is ${given}`,
    oneOf: (choices: string, given: string) => `it must be one of ${choices}, current value is ${given}`,
    text: (given: string) => `it must be text in quotes, current value is ${given}`,
    short: (most: number, length: number) => `it must have at most ${most} characters, it has ${length}`,
  },
};
