/** A model's network to TensorFlow.js and back, by the command line. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { referenceKernels } from "../../core/kernels.ts";
import { modelContents, modelFromContents } from "../../core/model/file.ts";
import { songs, TINY_RECIPE } from "../../core/model/testing.ts";
import { trainModel } from "../../core/model/train.ts";
import { readModelFile, writeModelFile } from "../../formats/model_file.ts";
import { openPlace, type Place } from "./run.ts";

const trained = trainModel(songs(8, 2), TINY_RECIPE, 1, referenceKernels), { id: ID } = trained;
const MODEL = writeModelFile(modelContents(trained));

async function model({ folder }: Place, name: string) {
  return modelFromContents(readModelFile(await Deno.readFile(join(folder, name))));
}

Deno.test("a network that is exported, changed and imported makes a model with just that network", async () => {
  await using place = await openPlace();
  await place.write("model.safetensors", MODEL);
  const exported = await place.run("export", "model.safetensors", "--format", "tfjs", "--out", "net");
  assert.deepEqual(exported, { code: 0, stdout: "", stderr: "written: net/model.json\n" });
  assert.deepEqual(await place.files(), ["model.safetensors", "net/model.json", "net/weights.bin"]);

  const bytes = await Deno.readFile(join(place.folder, "net/weights.bin")), weights = new Float32Array(bytes.buffer);
  weights[0] = 0.25;
  await place.write("net/weights.bin", bytes);
  const imported = await place.run(
    "import",
    "net/model.json",
    "--format",
    "tfjs",
    "--model",
    "model.safetensors",
    "--out",
    "new.safetensors",
  );
  assert.deepEqual(imported, { code: 0, stdout: "", stderr: `written: new.safetensors, model ${ID}.tfjs\n` });

  const before = await model(place, "model.safetensors"), after = await model(place, "new.safetensors");
  before.listener.ear.dbn!.layers[0].weights[0] = 0.25;
  assert.deepEqual(after.listener, before.listener);
  assert.deepEqual(after.parameters, before.parameters);
  const { id, sha256 } = after.card.parent as Record<string, string>;
  assert.deepEqual([id, sha256.length, "evaluation" in after.card], [ID, 64, false]);
});

Deno.test("a network of another shape, no shard, and no --out", async () => {
  await using place = await openPlace();
  await place.write("model.safetensors", MODEL);
  await place.run("export", "model.safetensors", "--format", "tfjs", "--out", "net");
  const topology = JSON.parse(await place.read("net/model.json")), { layers } = topology.modelTopology.config;
  layers[0].config.batch_input_shape[1]--;
  topology.weightsManifest[0].weights[0].shape[0]--;
  await place.write("other/model.json", JSON.stringify(topology));
  const bytes = await Deno.readFile(join(place.folder, "net/weights.bin"));
  await place.write("other/weights.bin", bytes.subarray(4 * layers[0].config.units));
  const failure = async (...args: string[]) => {
    const { code, stderr } = await place.run(...args);
    return `${code} ${stderr.split("\n")[0]}`;
  };
  assert.equal(
    await failure("import", "other/model.json", "--format", "tfjs", "--out", "x.safetensors"),
    `1 moodline import: model.safetensors: Cannot replace the network of ${ID}: it must be 257–6–4–2, ` +
      "current value is 256–6–4–2",
  );
  await place.write("empty/notes.txt", "");
  assert.equal(
    await failure("import", "empty", "--format", "tfjs", "--out", "x.safetensors"),
    "1 moodline import: Cannot read empty/model.json: there is no such file",
  );
  await Deno.remove(join(place.folder, "net/weights.bin"));
  assert.equal(
    await failure("import", "net/model.json", "--format", "tfjs", "--out", "x.safetensors"),
    "1 moodline import: Cannot read net/weights.bin: there is no such file",
  );
  assert.equal(await failure("export", "model.safetensors", "--format", "tfjs"), "2 moodline export: --out is missing");
  assert.equal(
    await failure("import", "a.csv", "--format", "annotations-csv", "--model", "m"),
    "2 moodline import: --model is for --format tfjs only",
  );
});
