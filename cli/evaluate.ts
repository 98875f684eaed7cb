/**
 * `moodline evaluate`: how well a model or a recipe predicts what people heard.
 * @module
 */
import { findRecipe } from "../core/model/recipe.ts";
import type { EvaluateRequest } from "../jobs/compute.ts";
import { writeFileWhole } from "../jobs/write_file.ts";
import { cacheFolder, kernelName, path, text, wholeNumber } from "./arguments.ts";
import { asUsage, type Call, type Command, UsageError } from "./command.ts";
import { requireModel } from "./input.ts";
import { interruptible } from "./interruption.ts";
import { printJson, say, shownPath } from "./output.ts";
import { callProgress, openProgress } from "./progress.ts";
import { reportText } from "./report_text.ts";
import { MAX_SEED, readTrainingData, trainingOptions } from "./training_data.ts";

export const evaluate: Command = {
  name: "evaluate",
  summary: "score a model or a recipe against annotators' ratings",
  usage: "--audio DIR --annotations FILE (--model MODEL | --cross-validate K) [options]",
  options: {
    ...trainingOptions,
    recipe: { ...trainingOptions.recipe, help: `${trainingOptions.recipe.help};\nseveral, with commas, are compared` },
    model: { type: "string", value: "FILE", help: "score this model" },
    control: { type: "boolean", help: "also cross-validate with every piece paired with another one's ratings" },
    baselines: { type: "boolean", help: "also cross-validate every baseline, and the annotators among themselves" },
    perturb: { type: "boolean", help: "also ask for each piece after gain, EQ, noise, codecs and stretching" },
    "cross-validate": { type: "string", value: "K", help: "train and score a recipe on K folds of the pieces" },
    out: { type: "string", short: "o", value: "FILE", help: "also write the report as JSON" },
    json: { type: "boolean", help: "print the report as JSON" },
  },
  examples: [
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --cross-validate 5",
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --cross-validate 5 --recipe default,network",
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --model my.safetensors --out report.json",
  ],
  run: (call) =>
    interruptible(async (signal) => {
      const { services } = call;
      if (call.positionals.length > 0) throw new UsageError("evaluate takes options only");
      const subject = readSubject(call), out = path(call, "out");
      if ("modelPath" in subject) await requireModel(subject.modelPath, services);
      const compute = services.openCompute({ kernels: kernelName(call), cacheFolder: await cacheFolder(call) });
      const data = await readTrainingData(call), pieces = data.audio.length;
      if ("folds" in subject && subject.folds > pieces) {
        throw new UsageError(
          `--cross-validate must be at most the number of pieces, ${pieces}, current value is ${subject.folds}`,
        );
      }
      const display = openProgress(services);
      const report = await compute
        .evaluate({ ...data, subject }, { signal, onProgress: callProgress(display, services) })
        .finally(() => display.stop());
      if (out) {
        await writeFileWhole(out, `${JSON.stringify(report, null, 2)}\n`);
        say(services, `written: ${shownPath(services, out)}`);
      }
      if (call.values.json) printJson(services, report);
      else {
        // What has a line a piece is for the report's file.
        const { pieces: _pieces, folds: _folds, ...figures } = report;
        services.stdout(reportText(figures));
      }
      return 0;
    }),
};

function readSubject(call: Call): EvaluateRequest["subject"] {
  const modelPath = path(call, "model");
  const folds = wholeNumber(call, "cross-validate", { min: 2, max: 1000 });
  if ((modelPath === undefined) === (folds === undefined)) {
    throw new UsageError("give either --model or --cross-validate, and only one");
  }
  if (modelPath !== undefined) {
    const extra = ["recipe", "seed", "control", "baselines", "perturb"].find((name) => call.values[name] !== undefined);
    if (extra) throw new UsageError(`--${extra} goes with --cross-validate, not with --model`);
    return { modelPath };
  }
  const seed = wholeNumber(call, "seed", { min: 0, max: MAX_SEED }) ?? 1;
  const recipes = (text(call, "recipe") ?? "default").split(",").map((name) => name.trim());
  for (const recipe of recipes) asUsage(() => findRecipe(recipe));
  const flag = (name: string) => call.values[name] === true;
  const also = { control: flag("control"), baselines: flag("baselines"), perturb: flag("perturb") };
  return { recipes, folds: folds!, seed, ...also };
}
