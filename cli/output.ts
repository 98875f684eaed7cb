/**
 * What commands print: one line a message whatever is in it, and paths as the user would type them.
 * @module
 */
import { relative } from "node:path";
import type { CliServices } from "./command.ts";

/** A text on one line: control characters of a file name or a damaged file must not reach the terminal. */
export function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim();
}

/** A path from where the user is; absolute if it lies elsewhere. */
export function shownPath({ cwd }: CliServices, path: string): string {
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") ? path : short;
}

/** A message to the user. */
export function say(services: CliServices, message: string): void {
  services.stderr(`${oneLine(message)}\n`);
}

/** The result of a command with `--json`: the one thing on stdout. */
export function printJson(services: CliServices, value: unknown): void {
  services.stdout(`${JSON.stringify(value, null, 2)}\n`);
}
