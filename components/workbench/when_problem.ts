/**
 * Why a when-clause cannot be read.
 * @module
 */
import { strings } from "../strings.ts";
import { parseWhen, WhenError } from "./when.ts";

/** null when it can. */
export function whenProblem(text: string): string | null {
  try {
    parseWhen(text);
    return null;
  } catch (error) {
    if (!(error instanceof WhenError)) throw error;
    const { unreadableWhen, mustHold } = strings.problems, { fault, at } = error;
    return unreadableWhen(fault === "term" ? mustHold.term(at.character!) : mustHold[fault], text);
  }
}
