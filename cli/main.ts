/**
 * The command line: finds the command, reads its options, turns errors into one line and an exit code.
 * @module
 */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { getLogger } from "@logtape/logtape";
import { InputError } from "../jobs/find_audio.ts";
import { agreementCommand } from "./agreement.ts";
import { analyze } from "./analyze.ts";
import { type CliServices, type Command, commandHelp, type OptionValues, UsageError } from "./command.ts";
import { crfppLearn, crfppTest } from "./crfpp.ts";
import { evaluate } from "./evaluate.ts";
import { explain } from "./explain.ts";
import { exportTimeline } from "./export.ts";
import { importFile } from "./import.ts";
import { oneLine } from "./output.ts";
import { serve } from "./serve.ts";
import { train } from "./train.ts";

export type { CliServices, ServeOptions } from "./command.ts";

/** Every command, in the order of `moodline --help`. */
export const commands: readonly Command[] = [
  analyze,
  train,
  evaluate,
  agreementCommand,
  explain,
  exportTimeline,
  importFile,
  serve,
  crfppLearn,
  crfppTest,
];

/** The command that arguments begin with, whose name has one word or two, and what follows. */
function findCommand(args: string[]): { command: Command; rest: string[] } | undefined {
  for (const words of [1, 2]) {
    const command = commands.find(({ name }) => name === args.slice(0, words).join(" "));
    if (command) return { command, rest: args.slice(words) };
  }
  return undefined;
}

/**
 * Run one command.
 * @param args what follows `moodline`.
 * @returns the exit code: 0 done, 1 failed, 2 bad usage.
 */
export async function runCli(args: string[], services: CliServices): Promise<number> {
  const [name] = args;
  if (name === "--version") {
    services.stdout(`moodline ${services.version}\n`);
    return 0;
  }
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const asked = findCommand(args.slice(1));
    const help = asked ? commandHelp(asked.command) : overview();
    name === undefined ? services.stderr(help) : services.stdout(help);
    return name === undefined ? 2 : 0;
  }
  const found = findCommand(args);
  if (found === undefined) {
    const family = commands.filter((command) => command.name.startsWith(`${name} `));
    if (family.length > 0 && (args[1] === "--help" || args[1] === "-h")) {
      services.stdout(family.map(commandHelp).join("\n"));
      return 0;
    }
    const asked = args.slice(0, family.length > 0 ? 2 : 1).join(" ");
    const names = (family.length > 0 ? family : commands).map((command) => command.name).join(", ");
    services.stderr(`moodline: there is no command ${JSON.stringify(asked)}; there are ${names}\n`);
    if (family.length > 0) services.stderr(`See: deno task moodline ${name} --help\n`);
    return 2;
  }
  return await runCommand(found.command, found.rest, services);
}

async function runCommand(command: Command, args: string[], services: CliServices): Promise<number> {
  try {
    const { values, positionals } = readArguments(command, args);
    if (values.help) {
      services.stdout(commandHelp(command));
      return 0;
    }
    return await command.run({ values, positionals, services });
  } catch (error) {
    // Whoever reads our output has closed it, as `head` does: there is nobody to tell.
    if (error instanceof Deno.errors.BrokenPipe) return 1;
    const message = oneLine(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError || error instanceof InputError) {
      services.stderr(`moodline ${command.name}: ${message}\nSee: deno task moodline ${command.name} --help\n`);
      return 2;
    }
    getLogger(["moodline", "cli"]).debug("{command} failed: {error}", { command: command.name, error });
    services.stderr(`moodline ${command.name}: ${message}\n`);
    return 1;
  }
}

function readArguments(command: Command, args: string[]): { values: OptionValues; positionals: string[] } {
  const options: ParseArgsConfig["options"] = { help: { type: "boolean", short: "h" } };
  for (const [name, { type, short }] of Object.entries(command.options)) {
    options[name] = { type, ...(short && { short }) };
  }
  try {
    const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true });
    const named = tokens.flatMap((token) => token.kind === "option" && token.value !== undefined ? [token.name] : []);
    const twice = named.find((name, i) => named.indexOf(name) < i);
    if (twice) throw new UsageError(`--${twice} is given twice`);
    return { values: values as OptionValues, positionals };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    // The first sentence says what is wrong; the rest is advice for other programs.
    const [message] = (cause as Error).message.split(/\. |\n/),
      [, name] = /^Option '(.+)' argument is amb/.exec(message) ?? [];
    throw new UsageError(name ? `${name} must have a value (one that begins with - is written ${name}=-1)` : message, {
      cause,
    });
  }
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "Moodline: how the emotion of music moves, second by second.\n",
    "Usage: deno task moodline <command> …\n",
    "Commands:",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    "\nEach has its own --help. Exit codes: 0 done, 1 failed, 2 bad usage.\n",
  ].join("\n");
}
