/**
 * How tools are called: options with a text each, and one line of usage for who asks or errs.
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What a tool takes; of every option what its text is, e.g. `DIR`. */
export interface ToolSpec<Needed extends string, Optional extends string> {
  /** Name in `deno.json`. */
  task: string;
  needed?: Record<Needed, string>;
  optional?: Record<Optional, string>;
  /** What stands beside the options, at least one; none by default. */
  files?: string;
}

type ToolOptions<Needed extends string, Optional extends string> =
  & Record<Needed, string>
  & Partial<Record<Optional, string>>;
export interface ToolCall<Needed extends string, Optional extends string> {
  options: ToolOptions<Needed, Optional>;
  files: string[];
}

/** `deno task build:views --midi DIR --out DIR` */
export function toolUsage({ task, needed = {}, optional = {}, files }: ToolSpec<string, string>): string {
  const named = Object.entries(needed).map(([name, value]) => `--${name} ${value}`);
  const maybe = Object.entries(optional).map(([name, value]) => `[--${name} ${value}]`);
  return ["deno task", task, ...named, ...maybe, ...files ? [files] : []].join(" ");
}

/**
 * The call, or null for `--help`.
 * @throws TypeError for an option that is not known, has no text or is missing, and for files too many or none.
 */
export function readToolCall<Needed extends string = never, Optional extends string = never>(
  spec: ToolSpec<Needed, Optional>,
  args: readonly string[],
): ToolCall<Needed, Optional> | null {
  const needed = Object.keys(spec.needed ?? {}), names = [...needed, ...Object.keys(spec.optional ?? {})];
  const texts = names.map((name) => [name, { type: "string" }] as const);
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...Object.fromEntries(texts), help: { type: "boolean" } },
    allowPositionals: spec.files !== undefined,
  });
  if (values.help) return null;
  const missing = needed.find((name) => !(values as Record<string, unknown>)[name]);
  if (missing) throw new TypeError(`--${missing} is missing`);
  if (spec.files && positionals.length === 0) throw new TypeError(`${spec.files} is missing`);
  return { options: values as ToolOptions<Needed, Optional>, files: positionals };
}

/** {@link readToolCall} of this process, which it ends: with 0 for `--help`, with 2 and one line for what cannot be meant. */
export function toolCall<Needed extends string = never, Optional extends string = never>(
  spec: ToolSpec<Needed, Optional>,
): ToolCall<Needed, Optional> {
  const call = orExit(spec);
  if (call) return call;
  console.log(`usage: ${toolUsage(spec)}`);
  Deno.exit(0);
}

/** A path as the user wrote it, absolute from where they called. */
export function calledPath(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path);
}

function orExit<Needed extends string, Optional extends string>(spec: ToolSpec<Needed, Optional>) {
  try {
    return readToolCall(spec, Deno.args);
  } catch (error) {
    console.error(`error: ${(error as Error).message.split(". ")[0]}; usage: ${toolUsage(spec)}`);
    Deno.exit(2);
  }
}
