/**
 * Which failures end a job, and what the user reads about them.
 * @module
 */
import { basename } from "node:path";

/** Names of errors that trying again cannot mend: the file or the request is at fault. */
const PERMANENT = new Set(["AudioError", "TypeError", "RangeError", "SyntaxError"]);

/** Why a job cannot be done, in words for the user. */
export class JobError extends Error {
  override name = "JobError";
}

export function isPermanent(error: unknown): boolean {
  return error instanceof JobError || (error instanceof Error && PERMANENT.has(error.name));
}

/** What the system and SQLite say when nothing more can be written; the code of an error does not survive a worker. */
const DISK_FULL = /\b(ENOSPC|No space left on device|database or disk is full)\b/i;

/** Whether an error, or what caused it, is a disk that has no room. */
export function isDiskFull(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (DISK_FULL.test(cause.message)) return true;
  }
  return false;
}

/** A stored file and the name that its user knows, which may hold folders. */
export interface NamedFile {
  path: string;
  name: string;
}

/** The name alone. */
export function shownName(name: string): string {
  return name.split("/").at(-1)!;
}

/** First line of an error, at most 500 characters, with internal paths replaced by the names that the user knows. */
export function failureMessage(error: unknown, ...files: readonly NamedFile[]): string {
  let text = (error instanceof Error ? error.message : String(error)).split("\n")[0].trim();
  for (const { path, name } of files) {
    text = text.replaceAll(path, shownName(name)).replaceAll(basename(path), shownName(name));
  }
  return text.length > 500 ? `${text.slice(0, 499)}…` : text || "unknown failure";
}

/** What went wrong with stored files, in words for the user. */
export function namedFailure(error: unknown, ...files: readonly NamedFile[]): JobError {
  return new JobError(failureMessage(error, ...files), { cause: error });
}
