/**
 * Traces of the machine that something was made on, which must not be committed.
 * @module
 */
import type { SourceFile } from "./source_files.ts";

/** Where people and build machines keep their checkouts. */
const HOME = /(?<![\w.])\/(?:home|root|Users|work)\/[\w./-]+/g;
/** Files may come from anywhere: a lock names packages and their hashes, not who served them. */
const ADDRESS = /\b\w+:\/\/[^\s"]+/g;

/** @returns one line for every path of a machine, and for every address in a lock file or package settings. */
export function machineTraces({ path, text }: SourceFile): string[] {
  const addresses = /(^|\/)(deno\.lock|\.npmrc|package-lock\.json)$/.test(path) ? text.match(ADDRESS) ?? [] : [];
  return [...text.match(HOME) ?? [], ...addresses].map((trace) => `${path}: ${trace}`);
}
