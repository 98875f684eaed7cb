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

/** Not among {@link importFormats}: it is files, and makes a model together with another one. */
const NETWORK = {
  name: "tfjs",
  title: "TensorFlow.js LayersModel: its folder or model.json,\nbecomes the network of --model",
};

export const importFile: Command = {
  name: "import",
  summary: "check a file and write it in Moodline's own form",
  usage: "<file> --format NAME [--out FILE] [--model FILE]",
  options: {
    format: {
      type: "string",
      short: "f",
      value: "NAME",
      help: [...importFormats, NETWORK].map(({ name, title }) => `${name}: ${title}`).join("\n"),
    },
    out: { type: "string", short: "o", value: "FILE", help: "file to write (default: print it, unless it is a model)" },
    model: {
      type: "string",
      value: "FILE",
      help: "tfjs: model whose network is replaced (default: the default model)",
    },
  },
  examples: [
    "deno task moodline import ratings.csv --format annotations-csv --out annotations.csv",
    "deno task moodline import network --format tfjs --model model.safetensors --out new.safetensors",
  ],
  run(call) {
    const input = resolve(call.services.cwd, onlyPositional(call, "file")), name = requiredText(call, "format");
    asUsage(() => findFormat([...importFormats, NETWORK], name));
    if (name === NETWORK.name) return importNetwork(call, input);
    if (text(call, "model") !== undefined) throw new UsageError(`--model is for --format ${NETWORK.name} only`);
    return convertFile(call, input, (name) => findFormat(importFormats, name).convert);
  },
};
