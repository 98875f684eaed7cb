/**
 * What commands print: one line a message whatever is in it, and paths as the user would type them.
 * @module
 */
import { relative } from "node:path";
import { type CliServices, UsageError } from "./command.ts";

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

/**
 * Told before hours of work: what is to be written must not be a folder.
 * @throws UsageError
 */
export async function requireFileTarget(services: CliServices, file: string | undefined): Promise<void> {
  if (file === undefined || !(await Deno.stat(file).catch(() => null))?.isDirectory) return;
  throw new UsageError(`cannot write ${shownPath(services, file)}: it must be a file, and there is a folder`);
}
