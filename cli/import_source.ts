/**
 * What `moodline import` reads: a file and those beside it, or a folder; and what it is told about them.
 * @module
 */
import { basename, dirname, join } from "node:path";
import { MAPPED_COLUMNS } from "../formats/corpora/mapped_csv.ts";
import {
  type ImportOptionName,
  type ImportOptions,
  parseColumns,
  parseDeviation,
  parseScale,
} from "../formats/import_options.ts";
import type { ImportFormat } from "../formats/registry.ts";
import { text } from "./arguments.ts";
import { asUsage, type Call, type OptionSpec, UsageError } from "./command.ts";
import { readText } from "./input.ts";
import { say, shownPath } from "./output.ts";

/** Options about the source. */
export const sourceOptions = {
  scale: {
    type: "string",
    value: "LOW..HIGH",
    help:
      "numbers that stand for the ends of arousal and valence, e.g. 1..9, 0..1\n(--scale=-1..1 where they are negative)",
  },
  deviation: {
    type: "string",
    value: "A[,V]",
    help:
      "deviation of arousal and valence over raters, on -1 … 1, where the source\nhas none (default of deam and pmemo: 0.332,0.304, EmoMusic's medians)",
  },
  columns: {
    type: "string",
    value: "OURS=THEIRS,…",
    help: `which column is which; OURS one of\n${MAPPED_COLUMNS.join(", ")}`,
  },
} as const satisfies Record<ImportOptionName, OptionSpec>;

/**
 * The options of a format.
 * @throws UsageError if one was given that it does not take, or that can not be read.
 */
export function readSourceOptions(call: Call, format: Pick<ImportFormat, "name" | "options">): ImportOptions {
  const given = (name: ImportOptionName) => {
    const value = text(call, name);
    if (value !== undefined && !format.options?.includes(name)) {
      throw new UsageError(`--${name} is not for --format ${format.name}`);
    }
    return value;
  };
  const scale = given("scale"), deviation = given("deviation"), columns = given("columns");
  return asUsage(() => ({
    ...(scale === undefined ? {} : { scale: parseScale(scale) }),
    ...(deviation === undefined ? {} : { deviation: parseDeviation(deviation) }),
    ...(columns === undefined ? {} : { columns: parseColumns(columns, MAPPED_COLUMNS) }),
    note: (message: string) => say(call.services, `note: ${message}`),
  }));
}

/** The file to convert and the texts of its companions: those that lie beside it. */
export async function openSource(
  call: Call,
  input: string,
  { files = [] }: Pick<ImportFormat, "files">,
): Promise<{ path: string; companions: Record<string, string> }> {
  if (files.length === 0) return { path: input, companions: {} };
  const [first, ...others] = files, isFolder = await Deno.stat(input).then((found) => found.isDirectory, () => false);
  // A companion stands for its folder, too.
  const folder = isFolder ? input : dirname(input), companions: Record<string, string> = {};
  const path = isFolder || others.includes(basename(input)) ? join(folder, first) : input;
  for (const name of others) {
    const beside = join(folder, name);
    const isThere = await Deno.stat(beside).then((found) => found.isFile, () => false);
    if (isThere) companions[name] = await readText(beside, shownPath(call.services, beside));
  }
  return { path, companions };
}
