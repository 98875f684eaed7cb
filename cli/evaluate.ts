/**
 * `moodline evaluate`: how well a model or a recipe predicts what people heard.
 * @module
 */
import { type EvaluationReport, requireBaselines } from "../core/evaluation/report.ts";
import { planFolds, type Task, TASKS } from "../core/evaluation/folds.ts";
import { findRecipe } from "../core/model/recipe.ts";
import { evaluationHtml } from "../formats/evaluation_html/evaluation_html.ts";
import { readGroupsCsv } from "../formats/groups_csv.ts";
import type { EvaluateRequest } from "../jobs/compute.ts";
import { viewsByPiece } from "../jobs/piece_audio.ts";
import { writeFileWhole } from "../jobs/write_file.ts";
import { cacheFolder, kernelName, path, text, wholeNumber } from "./arguments.ts";
import { asUsage, type Call, type Command, UsageError } from "./command.ts";
import { named, readText, requireModel } from "./input.ts";
import { interruptible } from "./interruption.ts";
import { printJson, requireFileTarget, say, shownPath } from "./output.ts";
import { callProgress, openProgress } from "./progress.ts";
import { reportText } from "./report_text.ts";
import {
  MAX_SEED,
  type RatedPieces,
  readTrainingData,
  readUnlabelled,
  type TrainingData,
  trainingOptions,
} from "./training_data.ts";

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
    perturb: {
      type: "boolean",
      help: "also ask the first recipe for each piece after gain, EQ, noise,\ncodecs and stretching",
    },
    versions: {
      type: "string",
      value: "DIR",
      help: "also ask the first recipe for the versions of the pieces in the\nsubfolders, which are not learned from",
    },
    "cross-validate": { type: "string", value: "K", help: "train and score a recipe on K folds of the pieces" },
    groups: {
      type: "string",
      value: "FILE",
      help: "CSV file: piece,group (artist, album or game); a group falls into one fold",
    },
    task: {
      type: "string",
      value: "TASK",
      help: "what the model has not met: songs (default), songs-and-raters",
    },
    out: { type: "string", short: "o", value: "FILE", help: "also write the report as JSON" },
    html: { type: "string", value: "FILE", help: "also write the report as one HTML file with figures" },
    json: { type: "boolean", help: "print the report as JSON" },
  },
  examples: [
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --cross-validate 5",
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --cross-validate 5 --recipe default,network",
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --cross-validate 5 --groups albums.csv \\\n" +
    "    --task songs-and-raters --html report.html",
    "deno task moodline evaluate --audio music/ --annotations ratings.csv --model my.safetensors --out report.json",
  ],
  run: (call) =>
    interruptible(async (signal) => {
      const { services } = call;
      if (call.positionals.length > 0) throw new UsageError("evaluate takes options only");
      const subject = await readSubject(call), out = path(call, "out"), html = path(call, "html");
      for (const file of [out, html]) await requireFileTarget(services, file);
      if ("modelPath" in subject) await requireModel(subject.modelPath, services);
      const compute = services.openCompute({ kernels: kernelName(call), cacheFolder: await cacheFolder(call) });
      const { data, rated } = await readTrainingData(call);
      if ("folds" in subject) requirePlan(subject, rated);
      const asked = await withOtherAudio(call, subject, data), display = openProgress(services);
      const report = await compute
        .evaluate({ ...data, subject: asked }, {
          signal,
          onProgress: callProgress(display, services),
        })
        .finally(() => display.stop());
      if (call.values.json) printJson(services, report);
      else services.stdout(reportText(shortReport(report)));
      await write(call, out, () => `${JSON.stringify(report, null, 2)}\n`);
      await write(call, html, () => evaluationHtml(report));
      return 0;
    }),
};

async function write({ services }: Call, file: string | undefined, text: () => string): Promise<void> {
  if (file === undefined) return;
  await writeFileWhole(file, text());
  say(services, `written: ${shownPath(services, file)}`);
}

/** What has a line a piece, a fold or a level is for the report's files. */
function shortReport(report: EvaluationReport): Record<string, unknown> {
  const { protocol, systems, calibration, differences, differencesBy, perturbations } = report;
  const columns = Object.entries(calibration).map(([name, { eceTopCell, eceCells, eceMass, conformal }]) => {
    const { songs: _, ...regions } = conformal;
    return [name, { eceTopCell, eceCells, eceMass, ...regions }];
  });
  const { nllNats: _, ...others } = differencesBy;
  const named = Object.entries(others).map(([figure, intervals]) => [`differences of ${figure}`, intervals]);
  return {
    ...{ protocol, systems, perturbations: perturbations ?? {}, calibration: Object.fromEntries(columns), differences },
    ...Object.fromEntries(named),
  };
}

/** Told before anybody listens to audio: pieces that cannot be dealt, or not be learned from by all that is asked for. */
function requirePlan({ folds, groups, task, baselines }: CrossValidation, rated: RatedPieces): void {
  if (groups === undefined && folds > rated.length) {
    throw new UsageError(
      `--cross-validate must be at most the number of pieces, ${rated.length}, current value is ${folds}`,
    );
  }
  asUsage(() => {
    const plan = planFolds(rated, { count: folds, groups: groups && new Map(groups), task });
    if (baselines) requireBaselines(rated, plan);
  });
}

type CrossValidation = Exclude<EvaluateRequest["subject"], { modelPath: string }>;

async function readSubject(call: Call): Promise<EvaluateRequest["subject"]> {
  const modelPath = path(call, "model");
  const folds = wholeNumber(call, "cross-validate", { min: 2, max: 1000 });
  if ((modelPath === undefined) === (folds === undefined)) {
    throw new UsageError("give either --model or --cross-validate, and only one");
  }
  if (modelPath !== undefined) {
    const extra = [
      "recipe",
      "seed",
      "control",
      "baselines",
      "perturb",
      "versions",
      "views",
      "augment",
      "groups",
      "task",
    ].find((name) => call.values[name] !== undefined);
    if (extra) throw new UsageError(`--${extra} goes with --cross-validate, not with --model`);
    return { modelPath };
  }
  const seed = wholeNumber(call, "seed", { min: 0, max: MAX_SEED }) ?? 1;
  const recipes = (text(call, "recipe") ?? "default").split(",").map((name) => name.trim());
  for (const recipe of recipes) asUsage(() => findRecipe(recipe));
  const task = readTask(call), groups = await readGroups(call);
  const flag = (name: string) => call.values[name] === true;
  const also = { control: flag("control"), baselines: flag("baselines"), perturb: flag("perturb") };
  return { recipes, folds: folds!, seed, ...also, groups, task };
}

function readTask(call: Call): Task | undefined {
  const task = text(call, "task");
  if (task === undefined || Object.hasOwn(TASKS, task)) return task as Task | undefined;
  throw new UsageError(`--task must be one of ${Object.keys(TASKS).join(", ")}, current value is ${task}`);
}

async function readGroups(call: Call): Promise<[piece: string, group: string][] | undefined> {
  const file = path(call, "groups");
  if (file === undefined) return undefined;
  const shown = shownPath(call.services, file), content = await readText(file, shown);
  return named(shown, () => readGroupsCsv(content));
}

/** With `--unlabelled` what networks are pre-trained on, with `--versions` what else the first recipe is asked for. */
async function withOtherAudio(
  call: Call,
  subject: EvaluateRequest["subject"],
  data: TrainingData,
): Promise<EvaluateRequest["subject"]> {
  if (!("recipes" in subject)) return subject;
  const unlabelled = await readUnlabelled(call, data), folder = path(call, "versions");
  const withMore = { ...subject, ...(unlabelled && { unlabelled }) };
  if (folder === undefined) return withMore;
  const found = await viewsByPiece(folder, new Map(data.audio.map(({ piece }) => [piece, null])));
  return { ...withMore, versions: [...found].flatMap(([piece, all]) => all.map((version) => ({ piece, version }))) };
}
