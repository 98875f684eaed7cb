/**
 * Which failures end a job, and what the user reads about them.
 * @module
 */

/** Names of errors that trying again cannot mend: the file or the request is at fault. */
const PERMANENT = new Set(["AudioError", "TypeError", "RangeError", "SyntaxError"]);

/** Why a job cannot be done, in words for the user. */
export class JobError extends Error {
  override name = "JobError";
}

export function isPermanent(error: unknown): boolean {
  return error instanceof JobError || (error instanceof Error && PERMANENT.has(error.name));
}

/** First line of an error, at most 500 characters, with internal paths replaced by the names the user knows. */
export function failureMessage(error: unknown, names: ReadonlyMap<string, string> = new Map()): string {
  let text = (error instanceof Error ? error.message : String(error)).split("\n")[0].trim();
  for (const [path, name] of names) text = text.replaceAll(path, name);
  return text.length > 500 ? `${text.slice(0, 499)}…` : text || "unknown failure";
}
