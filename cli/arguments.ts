/**
 * Options as the commands want them.
 * @module
 */
import { resolve } from "node:path";
import { KERNEL_NAMES, type KernelName } from "../core/kernels.ts";
import { DECODER_CHOICES, type DecoderChoice } from "../jobs/compute.ts";
import { makeFolder } from "../jobs/write_file.ts";
import { type Call, UsageError } from "./command.ts";

/** The text of an option, or undefined. */
export function text({ values }: Call, name: string): string | undefined {
  const value = values[name];
  if (value === "") throw new UsageError(`--${name} must not be empty`);
  return value as string | undefined;
}

/** The text of an option that must be there. */
export function requiredText(call: Call, name: string): string {
  const value = text(call, name);
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}

/** An option that is a path, absolute from where the user called. */
export function path(call: Call, name: string): string | undefined {
  const value = text(call, name);
  return value === undefined ? undefined : resolve(call.services.cwd, value);
}

/** A path that must be there. */
export function requiredPath(call: Call, name: string): string {
  return resolve(call.services.cwd, requiredText(call, name));
}

/** A whole number in [min, max], or undefined. */
export function wholeNumber(call: Call, name: string, { min, max }: { min: number; max: number }): number | undefined {
  const value = text(call, name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value) || Number(value) < min || Number(value) > max) {
    throw new UsageError(`--${name} must be a whole number from ${min} to ${max}, current value is ${value}`);
  }
  return Number(value);
}

/** Option of every command that computes. */
export const kernelsOption = {
  kernels: {
    type: "string",
    value: "NAME",
    help: `what computes (default: wasm, the same everywhere); one of\n${KERNEL_NAMES.join(", ")}`,
  },
} as const;

/** Options of every command that listens to audio. */
export const cacheOptions = {
  cache: {
    type: "string",
    value: "DIR",
    help:
      "folder where features of heard audio are kept for the next time\n(default: moodline in the user's cache folder)",
  },
  "no-cache": { type: "boolean", help: "decode everything, keep nothing" },
} as const;

/**
 * The folder that was asked for, null for none, undefined for the default.
 * @throws Error where there can be no such folder: the cache itself would do without, and nobody would know.
 */
export async function cacheFolder(call: Call): Promise<string | null | undefined> {
  const folder = path(call, "cache");
  if (call.values["no-cache"] === true) {
    if (folder !== undefined) throw new UsageError("give either --cache or --no-cache");
    return null;
  }
  if (folder !== undefined) await makeFolder(folder);
  return folder;
}

/** The kernels that were asked for, or undefined. */
export function kernelName(call: Call): KernelName | undefined {
  const name = text(call, "kernels");
  if (name === undefined || (KERNEL_NAMES as readonly string[]).includes(name)) return name as KernelName | undefined;
  throw new UsageError(`--kernels must be one of ${KERNEL_NAMES.join(", ")}, current value is ${name}`);
}

/**
 * Option of every command that analyses audio.
 * @param byDefault what is used when nothing is said.
 */
export const decoderOption = (byDefault: DecoderChoice) => ({
  decoder: {
    type: "string",
    value: DECODER_CHOICES.join("|"),
    help: "npm: the same everywhere, in a sandbox; native: the system's libmpg123 for mp3, faster;\n" +
      `auto: native where it is installed (default: ${byDefault})`,
  },
} as const);

/** The decoder that was asked for, or undefined. */
export function decoderChoice(call: Call): DecoderChoice | undefined {
  const name = text(call, "decoder");
  if (name === undefined || (DECODER_CHOICES as readonly string[]).includes(name)) {
    return name as DecoderChoice | undefined;
  }
  throw new UsageError(`--decoder must be one of ${DECODER_CHOICES.join(", ")}, current value is ${name}`);
}

/** The one positional argument of a command. */
export function onlyPositional({ positionals }: Call, what: string): string {
  if (positionals.length !== 1) {
    throw new UsageError(`name exactly one ${what}, current number is ${positionals.length}`);
  }
  return positionals[0];
}
