/**
 * `moodline export`: a timeline as something else.
 * @module
 */
import { resolve } from "node:path";
import { exportFormats, findFormat } from "../formats/registry.ts";
import { readTimelineJson } from "../formats/timeline_json.ts";
import { convertFile } from "./convert.ts";
import { onlyPositional } from "./arguments.ts";
import type { Command } from "./command.ts";

export const exportTimeline: Command = {
  name: "export",
  summary: "write a timeline in another format",
  usage: "<timeline.json> --format NAME [--out FILE]",
  options: {
    format: {
      type: "string",
      short: "f",
      value: "NAME",
      help: exportFormats.map(({ name, title }) => `${name}: ${title}`).join("\n"),
    },
    out: { type: "string", short: "o", value: "FILE", help: "file to write (default: print it)" },
  },
  examples: [
    "deno task moodline export song.moodline.json --format csv --out song.csv",
    "deno task moodline export song.moodline.json --format summary-csv",
  ],
  run: (call) =>
    convertFile(call, resolve(call.services.cwd, onlyPositional(call, "timeline")), (name) => {
      const { write } = findFormat(exportFormats, name);
      return (text) => write(readTimelineJson(text));
    }),
};
