/**
 * `moodline import`: a file from elsewhere, checked and written as Moodline writes it.
 * @module
 */
import { resolve } from "node:path";
import { findFormat, importFormats } from "../formats/registry.ts";
import { onlyPositional, requiredText, text } from "./arguments.ts";
import { asUsage, type Command, UsageError } from "./command.ts";
import { convertFile } from "./convert.ts";
import { importNetwork } from "./convert_network.ts";
import { openSource, readSourceOptions, sourceOptions } from "./import_source.ts";

/** Not among {@link importFormats}: it is files, and makes a model together with another one. */
const NETWORK = {
  name: "tfjs",
  title: "TensorFlow.js LayersModel: its folder or model.json,\nbecomes the network of --model",
};

export const importFile: Command = {
  name: "import",
  summary: "check a file and write it in Moodline's own form",
  usage: "<file or folder> --format NAME [--out FILE] [options]",
  options: {
    format: {
      type: "string",
      short: "f",
      value: "NAME",
      help: [...importFormats, NETWORK].map(({ name, title }) => `${name}: ${title}`).join("\n"),
    },
    out: { type: "string", short: "o", value: "FILE", help: "file to write (default: print it, unless it is a model)" },
    ...sourceOptions,
    model: {
      type: "string",
      value: "FILE",
      help: "tfjs: model whose network is replaced (default: the default model)",
    },
  },
  examples: [
    "deno task moodline import ratings.csv --format annotations-csv --out annotations.csv",
    "deno task moodline import deam/dynamic_annotations.csv --format deam --out deam.targets.csv",
    "deno task moodline import survey.csv --format plain-csv --scale 1..9 --columns piece=Song,annotator=Who",
    "deno task moodline import network --format tfjs --model model.safetensors --out new.safetensors",
  ],
  async run(call) {
    const input = resolve(call.services.cwd, onlyPositional(call, "file")), name = requiredText(call, "format");
    asUsage(() => findFormat([...importFormats, NETWORK], name));
    if (name === NETWORK.name) {
      readSourceOptions(call, NETWORK);
      return importNetwork(call, input);
    }
    if (text(call, "model") !== undefined) throw new UsageError(`--model is for --format ${NETWORK.name} only`);
    const format = findFormat(importFormats, name), options = readSourceOptions(call, format);
    const { path, companions } = await openSource(call, input, format);
    return convertFile(call, path, {
      converterOf: () => (text) => format.convert(text, { ...options, companions }),
    });
  },
};
