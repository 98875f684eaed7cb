/**
 * What a command is, what it is given, and its `--help`.
 * @module
 */
import type { KernelName, Kernels } from "../core/kernels.ts";
import type { Compute, DecoderChoice } from "../jobs/compute.ts";

/** What `moodline serve` is asked for. Only what the user said is set. */
export interface ServeOptions {
  port?: number;
  host?: string;
  /** Absolute path. */
  dataDirectory?: string;
  role?: "all" | "web" | "worker";
  /** Names, beside the host's own, by which pages may be asked for. */
  allowedHosts?: string[];
  /** Jobs worked on at the same time. */
  jobs?: number;
  /** What decodes uploads. */
  decoder?: DecoderChoice;
  /** Folder of the feature cache; null for none. */
  cacheFolder?: string | null;
  /** Most bytes of decoded audio that are kept for playback. */
  pcmBytes?: number;
}

/** The world as commands see it; `main.ts` makes it. */
export interface CliServices {
  /**
   * All heavy work, on kernels of one kind. Features of audio are kept in the cache's folder: by default in the user's, with
   * null nowhere. Closed with the process.
   */
  openCompute(options: { kernels?: KernelName; decoder?: DecoderChoice; cacheFolder?: string | null }): Compute;
  /** The hot loops, for what is computed in this process. Closed by whoever opens them. */
  openKernels(options: { kernels?: KernelName; threads?: number }): Promise<Kernels>;
  /** Run the server until it is stopped; gives the exit code. */
  serve(options: ServeOptions): Promise<number>;
  /** Results, and nothing else. */
  stdout(text: string): void;
  /** Messages and progress. */
  stderr(text: string): void;
  /** Folder that relative paths start from: where the user called from. */
  cwd: string;
  /** Whether stderr is a terminal: bars instead of lines. */
  isTerminal: boolean;
  defaultModelPath: string;
  version: string;
}

/** One option, as `node:util` parseArgs takes it, and what `--help` says about it. */
export interface OptionSpec {
  type: "string" | "boolean";
  short?: string;
  /** Name of the value, e.g. `FILE`. */
  value?: string;
  help: string;
}

export type OptionValues = Record<string, string | boolean | undefined>;

/** What a command runs on. */
export interface Call {
  values: OptionValues;
  positionals: string[];
  services: CliServices;
}

export interface Command {
  name: string;
  /** One line. */
  summary: string;
  /** What follows the name, e.g. `<file> --format NAME`. */
  usage: string;
  options: Record<string, OptionSpec>;
  /** More for `--help`: paragraphs. */
  details?: string;
  /** What can be typed, with a comment above where one helps. */
  examples: string[];
  /** @returns the exit code: 0 done, 1 failed. */
  run(call: Call): Promise<number>;
}

/** The user asked for something that cannot be meant: exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Find something that the user named; not to find it is bad usage. */
export function asUsage<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** The text of `moodline <command> --help`. */
export function commandHelp(command: Command): string {
  const options = Object.entries({
    ...command.options,
    help: { type: "boolean", short: "h", help: "show this" } as const,
  })
    .map(([name, { short, value, help }]: [string, OptionSpec]) => ({
      flag: `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`,
      help,
    }));
  const width = Math.max(...options.map(({ flag }) => flag.length));
  return [
    `moodline ${command.name}: ${command.summary}\n`,
    `Usage: deno task moodline ${command.name} ${command.usage}\n`,
    "Options:",
    ...options.map(({ flag, help }) =>
      `  ${flag.padEnd(width)}  ${help.replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`
    ),
    ...(command.details ? ["", command.details] : []),
    "\nExamples:",
    ...command.examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}
