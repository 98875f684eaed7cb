/**
 * `moodline export` and `moodline import` of a model's network, which other programs run and train on.
 * @module
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { modelContents, modelFromContents } from "../core/model/file.ts";
import { replaceNetwork } from "../core/model/replace_network.ts";
import { readModelFile, writeModelFile } from "../formats/model_file.ts";
import type { ModelFormat } from "../formats/registry.ts";
import { readTfjsLayers, TFJS_MODEL_FILE } from "../formats/tfjs_layers.ts";
import { systemReason } from "../jobs/system_reason.ts";
import { writeFileWhole } from "../jobs/write_file.ts";
import { path, requiredPath } from "./arguments.ts";
import type { Call } from "./command.ts";
import { named, readText } from "./input.ts";
import { say, shownPath } from "./output.ts";

/** Write what a format makes of a model into the folder `--out`. */
export async function exportModel(call: Call, input: string, format: ModelFormat): Promise<number> {
  const { services } = call, folder = requiredPath(call, "out"), shown = shownPath(services, input);
  const bytes = await readBytes(input, shown);
  const files = named(shown, () => format.write(modelFromContents(readModelFile(bytes))));
  // The file that names the others comes last: a folder that is cut short has none.
  for (const [name, content] of Object.entries(files).reverse()) await writeFileWhole(join(folder, name), content);
  say(services, `written: ${shownPath(services, folder)}/${Object.keys(files)[0]}`);
  return 0;
}

/**
 * Write the model `--model` with the network of a LayersModel to `--out`.
 * @param fileOrFolder `model.json`, or the folder that it is in.
 */
export async function importNetwork(call: Call, fileOrFolder: string): Promise<number> {
  const { services } = call, out = requiredPath(call, "out");
  const isFolder = await Deno.stat(fileOrFolder).then((found) => found.isDirectory, () => false);
  const input = isFolder ? join(fileOrFolder, TFJS_MODEL_FILE) : fileOrFolder, shown = shownPath(services, input);
  const parentPath = path(call, "model") ?? services.defaultModelPath, shownParent = shownPath(services, parentPath);
  const text = await readText(input, shown), file = named(shown, () => readTfjsLayers(text));
  const shards: Uint8Array[] = [];
  for (const name of file.shards) {
    const shard = join(dirname(input), name);
    shards.push(await readBytes(shard, shownPath(services, shard)));
  }
  const dbn = named(shown, () => file.read(joined(shards)));
  const bytes = await readBytes(parentPath, shownParent);
  const model = named(shownParent, () => {
    const parent = modelFromContents(readModelFile(bytes)), { evaluation } = parent.card;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const told = { id: parent.id, sha256, ...(evaluation === undefined ? {} : { evaluation }) };
    return replaceNetwork(parent, dbn, { id: `${parent.id}.tfjs`, parent: told });
  });
  await writeFileWhole(out, writeModelFile(modelContents(model)));
  say(services, `written: ${shownPath(services, out)}, model ${model.id}`);
  return 0;
}

async function readBytes(path: string, shown: string): Promise<Uint8Array> {
  return await Deno.readFile(path).catch((cause) => {
    throw new Error(`Cannot read ${shown}: ${systemReason(cause, "file")}`, { cause });
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
