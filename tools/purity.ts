/**
 * What `core/` must not do: read a clock, be random by itself, touch files, the network or a page.
 * @module
 */
import { fileURLToPath } from "node:url";

/** What the language itself has; everything else is a name that the compiler does not know under `pure.json`. */
const IMPURE = /\bMath\.random\b|\bnew Date\b|\bDate\.(?:now|UTC|parse)\b|\bDate\(|\bTemporal\.Now\b/g;

/** Names of clocks and randomness in a source, without its comments. */
export function impureNames(source: string): string[] {
  const code = source.replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
  return [...new Set(code.match(IMPURE))];
}

/**
 * Compiles modules against the language alone: no Deno, no page, no network, no console.
 * @returns one line for every error.
 */
export async function typeErrorsOfCore(folder: string, paths: readonly string[]): Promise<string[]> {
  const config = fileURLToPath(new URL("./pure.json", import.meta.url));
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "--no-lock", "--config", config, ...paths],
    cwd: folder,
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return [];
  const text = new TextDecoder().decode(stderr);
  const errors = [...text.matchAll(/^TS\d+ \[ERROR\]: (.*)\n[^]*?^ +at (\S+)/gm)].map(([, message, place]) =>
    `${place}: ${message} (core/ knows the language only)`
  );
  return errors.length > 0 ? errors : [text];
}
