/**
 * `moodline train`: audio and annotations in, a model file out.
 * @module
 */
import { createHash } from "node:crypto";
import { findRecipe } from "../core/model/recipe.ts";
import { writeFileWhole } from "../jobs/write_file.ts";
import { cacheFolder, kernelName, requiredPath, text, wholeNumber } from "./arguments.ts";
import { asUsage, type Command, UsageError } from "./command.ts";
import { motionOptions, readMotion } from "./motion.ts";
import { interruptible } from "./interruption.ts";
import { printJson, requireFileTarget, say, shownPath } from "./output.ts";
import { callProgress, openProgress } from "./progress.ts";
import { MAX_SEED, readTrainingData, readUnlabelled, trainingOptions } from "./training_data.ts";

export const train: Command = {
  name: "train",
  summary: "make a model from audio and annotators' ratings",
  usage: "--audio DIR --annotations FILE --out MODEL [options]",
  options: {
    ...trainingOptions,
    ...motionOptions,
    out: { type: "string", short: "o", value: "FILE", help: "model file to write (.safetensors)" },
    json: { type: "boolean", help: "print a summary of the model as JSON" },
  },
  details:
    "The same seed gives the same bytes on the same kind of machine (kernels, threads, CPU features: all recorded).",
  examples: [
    "deno task moodline train --audio music/ --annotations ratings.csv --out my.safetensors --seed 7",
    "deno task moodline train --audio music/ --annotations ratings.csv --motion deam.targets.csv --out my.safetensors",
  ],
  run: (call) =>
    interruptible(async (signal) => {
      const { services } = call;
      if (call.positionals.length > 0) throw new UsageError("train takes options only");
      const out = requiredPath(call, "out"), recipe = text(call, "recipe") ?? "default";
      asUsage(() => findRecipe(recipe));
      await requireFileTarget(services, out);
      const seed = wholeNumber(call, "seed", { min: 0, max: MAX_SEED }) ?? 1;
      const compute = services.openCompute({ kernels: kernelName(call), cacheFolder: await cacheFolder(call) });
      const motion = await readMotion(call), { data } = await readTrainingData(call);
      const unlabelled = await readUnlabelled(call, data);
      const display = openProgress(services);
      const result = await compute
        .train({ ...data, recipe, seed, ...(motion && { motion }), ...(unlabelled && { unlabelled }) }, {
          signal,
          onProgress: callProgress(display, services),
        })
        .finally(() => display.stop());
      await writeFileWhole(out, result.model);
      const sha256 = createHash("sha256").update(result.model).digest("hex");
      if (call.values.json) printJson(services, { model: out, sha256, recipe, seed, summary: result.summary });
      say(
        services,
        `written: ${shownPath(services, out)} (${Math.ceil(result.model.length / 1000)} kB, sha256 ${sha256})`,
      );
      return 0;
    }),
};
