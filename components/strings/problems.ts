/**
 * What is wrong with a when-clause that someone wrote.
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
};
