/**
 * The table of potentials, `docs/potentials.md`, and its figure:
 * `deno task table:potentials --audio DIR --annotations FILE`.
 *
 * Folds run side by side, a thread each; times are measured afterwards, alone, on two threads.
 * @module
 */
import { basename, extname } from "node:path";
import { describeMachine } from "../bench/machine.ts";
import type { TrainingPiece } from "../core/model/training_piece.ts";
import { featureSpec, findRecipe } from "../core/model/recipe.ts";
import { listAudio } from "../jobs/find_audio.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { fileFeatures } from "../workers/analysis.ts";
import { trainingPieces } from "../workers/learning.ts";
import { evaluationMs, type FieldPiece, fieldProblem } from "./potentials/field.ts";
import { potentialsFigure } from "./potentials/figure.ts";
import { potentialsPage } from "./potentials/page.ts";
import { potentialRows, type Row } from "./potentials/rows.ts";
import type { RowResult, StudyOptions } from "./potentials/study.ts";
import { tableLines } from "./potentials/table.ts";
import { toolCall } from "./tool_call.ts";
import type { FoldReply, FoldRequest } from "./potentials/worker.ts";

const PAGE = new URL("../docs/potentials.md", import.meta.url);
const FIGURE = new URL("../docs/potentials.svg", import.meta.url);
const options: StudyOptions = { recipe: findRecipe("default"), seed: 1, folds: 5 };

async function readPieces(audioDirectory: string, annotationsPath: string): Promise<TrainingPiece[]> {
  const kernels = await createWasmKernels({ threads: navigator.hardwareConcurrency }), features = [];
  const spec = featureSpec(options.recipe);
  const audio = (await listAudio(audioDirectory)).map((path) => ({ piece: basename(path, extname(path)), path }));
  for (const { path } of audio) features.push(await fileFeatures(path, kernels, { spec }));
  kernels.close();
  return trainingPieces({ audio, annotationsPath }, { features });
}

interface FoldResult {
  results: RowResult[];
  training: FieldPiece[];
}

function runFold(request: FoldRequest): Promise<FoldResult> {
  const worker = new Worker(new URL("./potentials/worker.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.onmessage = ({ data }: MessageEvent<FoldReply>) => {
      if ("message" in data) return console.error(data.message);
      worker.terminate();
      resolve(data);
    };
    worker.postMessage(request);
  });
}

/** As many at once as there are cores. */
async function runFolds(pieces: TrainingPiece[]): Promise<FoldResult[]> {
  const done: FoldResult[] = [];
  let next = 0;
  const take = async () => {
    while (next < options.folds) {
      const fold = next++;
      done[fold] = await runFold({ pieces, fold, options });
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, take));
  return done;
}

async function measureTimes(rows: Row[], training: FieldPiece[]): Promise<number[]> {
  const kernels = await createWasmKernels({ threads: 2 });
  const times = rows.map((row) => {
    const problem = fieldProblem(training, row);
    return evaluationMs(problem, row.options[0], problem.crf.transitions.perStep ? 3 : 15, kernels);
  });
  kernels.close();
  return times;
}

const { options: { audio, annotations } } = toolCall({
  task: "table:potentials",
  needed: { audio: "DIR", annotations: "FILE" },
});
const started = performance.now(), rows = potentialRows(options.recipe);
const pieces = await readPieces(audio, annotations);
console.error(`heard ${pieces.length} pieces`);
const folds = await runFolds(pieces), ms = await measureTimes(rows, folds[0].training);
const lines = tableLines({
  rows,
  // As `crossValidate` orders them: piece i is in fold i modulo the number of folds.
  nll: rows.map((_, r) => pieces.map((_, i) => folds[i % options.folds].results[r].nll[Math.floor(i / options.folds)])),
  chosen: rows.map((_, r) => folds.map(({ results }) => results[r].chosen)),
  crfs: rows.map((row) => fieldProblem(folds[0].training.slice(0, 1), row).crf),
  ms,
}, options.seed);
const minutes = (performance.now() - started) / 60_000;
await Deno.writeTextFile(PAGE, potentialsPage(lines, { machine: describeMachine(), minutes, pieces: pieces.length }));
await Deno.writeTextFile(FIGURE, potentialsFigure(lines));
await new Deno.Command(Deno.execPath(), { args: ["fmt", "-q", PAGE.pathname] }).output();
console.error(`written: docs/potentials.md, docs/potentials.svg (${minutes.toFixed(1)} minutes)`);
Deno.exit();
