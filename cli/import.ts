/**
 * `moodline import`: a file from elsewhere, checked and written as Moodline writes it.
 * @module
 */
import { resolve } from "node:path";
import { findFormat, importFormats } from "../formats/registry.ts";
import { onlyPositional } from "./arguments.ts";
import type { Command } from "./command.ts";
import { convertFile } from "./convert.ts";

export const importFile: Command = {
  name: "import",
  summary: "check a file and write it in Moodline's own form",
  usage: "<file> --format NAME [--out FILE]",
  options: {
    format: {
      type: "string",
      short: "f",
      value: "NAME",
      help: importFormats.map(({ name, title }) => `${name}: ${title}`).join("\n"),
    },
    out: { type: "string", short: "o", value: "FILE", help: "file to write (default: print it)" },
  },
  examples: ["deno task moodline import ratings.csv --format annotations-csv --out annotations.csv"],
  run: (call) =>
    convertFile(
      call,
      resolve(call.services.cwd, onlyPositional(call, "file")),
      (name) => findFormat(importFormats, name).convert,
    ),
};
