/**
 * What documents say about the project, held against the project: links, paths and commands.
 * @module
 */
import { existsSync } from "node:fs";
import { posix } from "node:path";
import { LAYERS } from "./layers.ts";
import { root, type SourceFile } from "./source_files.ts";

const FOLDERS = [...Object.keys(LAYERS).filter((layer) => !layer.includes(".")), "data", "docs", ".ci"];
const OWN_PATH = new RegExp(`\`((?:${FOLDERS.join("|").replaceAll(".", "\\.")})/[^\`\\s*…]*)\``, "g");

/** Relative links, and paths of ours between backticks, that lead nowhere. */
export function brokenPaths({ path, text }: SourceFile): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => decodeURI(target.replace(/#.*$/, "")))
    .filter((target) => target !== "" && !/^\w+:/.test(target))
    .map((target) => ({ target, from: posix.join(posix.dirname(path), target) }));
  const named = [...text.matchAll(OWN_PATH)].map(([, target]) => ({ target, from: target }));
  return [...links, ...named].filter(({ from }) => !existsSync(posix.join(root, from)))
    .map(({ target }) => `${path}: there is no ${target}`);
}

/** What can be called: names of tasks, and the options of each command of `moodline`. */
export interface Commands {
  tasks: readonly string[];
  moodline: ReadonlyMap<string, readonly string[]>;
  benches: readonly string[];
}

/** Tasks, commands and options that a document names and nobody has. */
export function unknownCommands({ path, text }: SourceFile, commands: Commands): string[] {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  return lines.flatMap((line) => problemsOf(line, commands).map((problem) => `${path}: there is no ${problem}`));
}

function problemsOf(line: string, { tasks, moodline, benches }: Commands): string[] {
  const problems: string[] = [];
  for (const [, task, rest] of line.matchAll(/\bdeno(?:@[\d.]+)? task ([\w:]+)((?:(?! (?:&&|#) )[^`|;])*)/g)) {
    if (!tasks.includes(task)) problems.push(`task ${task}`);
    const [first] = rest.trim().split(/\s+/);
    if (task === "bench" && /^[a-z]+$/.test(first) && !benches.includes(first)) problems.push(`benchmark ${first}`);
    if (task === "moodline") problems.push(...moodlineProblems(rest.trim(), moodline));
  }
  for (const [, rest] of line.matchAll(/`moodline ([a-z][^`]*)`/g)) problems.push(...moodlineProblems(rest, moodline));
  return problems;
}

function moodlineProblems(call: string, moodline: Commands["moodline"]): string[] {
  const words = call.split(/\s+/);
  if (!/^[a-z]+$/.test(words[0])) return [];
  // Names have one word or two.
  const name = [words[0], words.slice(0, 2).join(" ")].find((name) => moodline.has(name));
  if (name === undefined) return [`command moodline ${words[0]}`];
  return [...call.matchAll(/(?<=\s)--([a-z][\w-]*)/g)].map(([, option]) => option)
    .filter((option) => option !== "help" && !moodline.get(name)!.includes(option))
    .map((option) => `option --${option} of moodline ${name}`);
}
