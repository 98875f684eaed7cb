/**
 * What the operating system refuses, in words for the user.
 * @module
 */

const { errors } = Deno;

/** Refusals of reading and writing; what is not among them speaks for itself. */
const REASONS: [kind: new (message?: string) => Error, reason: string][] = [
  [errors.PermissionDenied, "it is not permitted"],
  [errors.NotADirectory, "a part of its path is no folder"],
  [errors.IsADirectory, "it is a folder"],
  [errors.AlreadyExists, "there is a file of that name"],
];

/** Why a file or folder could not be read or written. @param what there is none of when the path leads nowhere. */
export function systemReason(error: unknown, what: "file" | "folder"): string {
  if (error instanceof errors.NotFound) return `there is no such ${what}`;
  const known = REASONS.find(([kind]) => error instanceof kind);
  return known?.[1] ?? (error instanceof Error ? error.message : String(error));
}
