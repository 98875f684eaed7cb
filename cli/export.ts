/**
 * `moodline export`: a timeline, or the network of a model, as something else.
 * @module
 */
import { resolve } from "node:path";
import { exportFormats, findFormat, modelFormats } from "../formats/registry.ts";
import { readTimelineJson } from "../formats/timeline_json.ts";
import { onlyPositional, requiredText } from "./arguments.ts";
import { asUsage, type Command } from "./command.ts";
import { convertFile } from "./convert.ts";
import { exportModel } from "./convert_network.ts";
import { PNG_SCALE, svgToPng } from "./svg_to_png.ts";

export const exportTimeline: Command = {
  name: "export",
  summary: "write a timeline, or a model's network, in another format",
  usage: "<timeline.json | model.safetensors> --format NAME [--out FILE]",
  options: {
    format: {
      type: "string",
      short: "f",
      value: "NAME",
      help: [...exportFormats, ...modelFormats].map(({ name, title }) => `${name}: ${title}`).join("\n"),
    },
    out: {
      type: "string",
      short: "o",
      value: "FILE",
      help: "file or folder to write (default: print a file);\na figure to a file that ends in .png is drawn as one",
    },
  },
  examples: [
    "deno task moodline export song.moodline.json --format csv --out song.csv",
    "deno task moodline export song.moodline.json --format summary-csv",
    "deno task moodline export song.moodline.json --format svg-maps --out maps.png",
    "deno task moodline export model.safetensors --format tfjs --out network",
  ],
  run(call) {
    const input = resolve(call.services.cwd, onlyPositional(call, "file")), name = requiredText(call, "format");
    const format = asUsage(() => findFormat([...exportFormats, ...modelFormats], name));
    if (!("ending" in format)) return exportModel(call, input, format);
    const isFigure = format.mediaType === "image/svg+xml";
    return convertFile(call, input, {
      converterOf: () => (text) => format.write(readTimelineJson(text)),
      finish: (text, out) => isFigure && out.endsWith(".png") ? svgToPng(text, PNG_SCALE) : text,
    });
  },
};
