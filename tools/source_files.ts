/**
 * The files of the project, as the checks of the gate read them.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** What is made, installed or not ours to check. */
const LEFT_OUT = ["node_modules", "dist", "artifacts", ".git"];

export interface SourceFile {
  /** From the project's root, with slashes. */
  path: string;
  text: string;
}

/**
 * Text files whose path matches, in order of their paths.
 * @throws Error if there are none: a check that looks at nothing would always pass.
 */
export function sourceFiles(pattern: RegExp, folder = root): SourceFile[] {
  const found = pathsBelow(folder, "").filter((path) => pattern.test(path)).sort().map((path) => ({
    path,
    text: readFileSync(join(folder, path), "utf8"),
  })).filter(({ text }) => !text.includes("\0"));
  if (found.length === 0) throw new Error(`Cannot check ${folder}: there must be files that match ${pattern}`);
  return found;
}

function pathsBelow(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = prefix + entry.name;
    if (LEFT_OUT.includes(path)) return [];
    return entry.isDirectory() ? pathsBelow(folder, `${path}/`) : entry.isFile() ? [path] : [];
  });
}
