/**
 * `moodline crfpp learn` and `moodline crfpp test`: CRF++'s two programs, on our CRF.
 * @module
 */
import { resolve } from "node:path";
import {
  type Clip,
  type Crf,
  emissionScores,
  parameterCount,
  ridgePenalty,
  startParameters,
  trainCrf,
  trainMira,
  transitionMatrix,
  transitionScores,
  viterbi,
} from "../core/crf/crf.ts";
import { crfObjective } from "../core/crf/objective.ts";
import type { Kernels } from "../core/kernels.ts";
import { readSequences } from "../formats/crfpp/data.ts";
import {
  crfppContents,
  crfppFromContents,
  type CrfppModel,
  readTextModel,
  writeTextModel,
} from "../formats/crfpp/model.ts";
import { likelihoodLine, miraLine, predictionText } from "../formats/crfpp/output.ts";
import { clipsOf, crfOf, learnVocabulary } from "../formats/crfpp/problem.ts";
import { readTemplate } from "../formats/crfpp/template.ts";
import { readModelFile, writeModelFile } from "../formats/model_file.ts";
import { systemReason } from "../jobs/system_reason.ts";
import { writeFileWhole } from "../jobs/write_file.ts";
import { kernelName, kernelsOption, wholeNumber } from "./arguments.ts";
import { type Call, type Command, UsageError } from "./command.ts";
import { named, readText } from "./input.ts";
import { shownPath } from "./output.ts";

/** In any case, as for CRF++; `CRF` is the first. */
const ALGORITHMS = ["CRF-L2", "CRF-L1", "MIRA"] as const;
type Algorithm = typeof ALGORITHMS[number];

interface LearnSettings {
  algorithm: Algorithm;
  cost: number;
  eta: number;
  maxIterations: number;
  shrink: number;
}

export const crfppLearn: Command = {
  name: "crfpp learn",
  summary: "train on CRF++ data and templates, as crf_learn does",
  usage: "[options] TEMPLATE TRAIN MODEL",
  options: {
    algorithm: { type: "string", short: "a", value: "NAME", help: "CRF-L2 (default), CRF-L1 or MIRA" },
    cost: { type: "string", short: "c", value: "C", help: "fit the data rather than keep weights small (default 1)" },
    eta: {
      type: "string",
      short: "e",
      value: "ETA",
      help: "stop when the objective changes less, relative (default 0.0001)",
    },
    freq: { type: "string", short: "f", value: "MIN", help: "leave out features seen less often (default 1)" },
    maxiter: { type: "string", short: "m", value: "ITER", help: "iterations at most (default 100000)" },
    thread: { type: "string", short: "p", value: "N", help: "threads (default: one for each core)" },
    "shrinking-size": {
      type: "string",
      short: "H",
      value: "N",
      help: "MIRA: passes without error until skipped (default 20)",
    },
    ...kernelsOption,
    textmodel: { type: "boolean", short: "t", help: "also write CRF++'s text model, MODEL.txt" },
  },
  details: "Sums are in double precision. MODEL is a .safetensors file; crfpp test reads it, or a text model of CRF++.",
  examples: [
    "deno task moodline crfpp learn -c 1.5 -f 3 template train.data model",
    "deno task moodline crfpp learn -a CRF-L1 -t template train.data model",
  ],
  async run(call) {
    const { services, values, positionals } = call;
    if (positionals.length !== 3) {
      throw new UsageError(`name TEMPLATE, TRAIN and MODEL, current number is ${positionals.length}`);
    }
    const settings = readSettings(call), minimum = wholeNumber(call, "freq", { min: 1, max: 1e9 }) ?? 1;
    const [templatePath, dataPath, modelPath] = positionals.map((path) => resolve(services.cwd, path));
    const dataName = shownPath(services, dataPath), templateName = shownPath(services, templatePath);
    const sequences = readSequences(await readText(dataPath, dataName), dataName, 2);
    const columns = sequences[0][0].length - 1;
    const template = readTemplate(await readText(templatePath, templateName), templateName, columns);
    const vocabulary = learnVocabulary(template, sequences, minimum), crf = crfOf(vocabulary);
    const kernels = await services.openKernels({
      kernels: kernelName(call),
      threads: wholeNumber(call, "thread", { min: 1, max: 256 }),
    });
    try {
      const heading = { sequences: sequences.length, features: parameterCount(crf), ...settings, freq: minimum };
      for (const [name, value] of Object.entries(heading)) services.stdout(`${name}: ${value}\n`);
      services.stdout(`threads: ${kernels.threads}\n\n`);
      const clips = clipsOf(vocabulary, crf, sequences), say = (line: string) => services.stdout(`${line}\n`);
      const { parameters, objective } = learn(crf, clips, settings, say, kernels);
      const model: CrfppModel = { vocabulary, crf, parameters };
      const kernelsUsed = { id: kernels.id, threads: kernels.threads, features: kernels.features };
      const contents = crfppContents(model, { ...settings, freq: minimum, objective, kernels: kernelsUsed });
      await writeFileWhole(modelPath, writeModelFile(contents));
      if (values.textmodel) {
        await writeFileWhole(`${modelPath}.txt`, writeTextModel(model, 1));
      }
    } finally {
      kernels.close();
    }
    return 0;
  },
};

function readSettings(call: Call): LearnSettings {
  const given = String(call.values.algorithm ?? "CRF-L2"), asked = given.toUpperCase();
  const algorithm = ALGORITHMS.find((known) => known === (asked === "CRF" ? "CRF-L2" : asked));
  if (!algorithm) {
    throw new UsageError(`--algorithm must be one of ${ALGORITHMS.join(", ")}, current value is ${given}`);
  }
  return {
    algorithm,
    cost: positiveNumber(call, "cost") ?? 1,
    eta: positiveNumber(call, "eta") ?? 1e-4,
    maxIterations: wholeNumber(call, "maxiter", { min: 1, max: 1e9 }) ?? 100_000,
    shrink: wholeNumber(call, "shrinking-size", { min: 1, max: 1e9 }) ?? 20,
  };
}

function positiveNumber({ values }: Call, name: string): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text === "" || !(value > 0 && value < Infinity)) {
    throw new UsageError(`--${name} must be a number above 0, current value is ${text}`);
  }
  return value;
}

/** Train, and say each iteration in CRF++'s form. */
function learn(
  crf: Crf,
  clips: Clip[],
  { algorithm, cost, eta, maxIterations, shrink }: LearnSettings,
  say: (line: string) => void,
  kernels: Kernels,
): { parameters: Float64Array; objective: number } {
  if (algorithm === "MIRA") {
    const onIteration = (pass: Parameters<typeof miraLine>[0]) => say(miraLine(pass));
    const { parameters, history } = trainMira({ crf, clips }, { cost, shrink, maxIterations, onIteration }, kernels);
    return { parameters, objective: history.at(-1)!.objective };
  }
  const sparse = algorithm === "CRF-L1", strength = 1 / cost, start = startParameters(crf);
  const penalty = sparse ? null : ridgePenalty(crf, { weights: strength, bias: strength, transitions: strength });
  let before = NaN;
  const tell = (iteration: number, objective: number, parameters: Float64Array) => {
    const difference = iteration === 0 ? 1 : Math.abs(before - objective) / before;
    const active = sparse ? parameters.reduce((count, weight) => count + (weight !== 0 ? 1 : 0), 0) : parameters.length;
    say(likelihoodLine({ iteration, ...errorsOf(crf, clips, parameters, kernels), active, objective, difference }));
    before = objective;
  };
  const first = kernels.scope(() =>
    crfObjective({ crf, clips }, { penalty, precision: "f64" }, kernels)(start, new Float64Array(start.length))
  );
  tell(0, first, start);
  const { parameters, objective } = trainCrf({ crf, clips }, {
    penalty,
    l1: sparse ? new Float64Array(start.length).fill(strength) : undefined,
    start,
    maxIterations,
    precision: "f64",
    tolerance: 0,
    changeTolerance: eta,
    onIteration: ({ iteration, value }, { x }) => tell(iteration, value, x),
  }, kernels);
  return { parameters, objective };
}

/** Shares of steps, and of sequences, that the best path gets wrong. */
function errorsOf(crf: Crf, clips: readonly Clip[], parameters: Float64Array, kernels: Kernels) {
  const model = { crf, parameters }, matrix = crf.transitions.perStep ? null : transitionMatrix(model);
  let steps = 0, wrongSteps = 0, wrongSequences = 0;
  for (const { inputs, conditions, gold, steps: T } of clips) {
    const options = { conditions, steps: T, precision: "f64" } as const;
    const scores = emissionScores(model, inputs, kernels, options);
    const transitions = matrix ?? transitionScores(model, T, kernels, options);
    const { path } = viterbi({ states: crf.states, scores, transitions });
    let wrong = 0;
    path.forEach((state, t) => wrong += gold[t * crf.states + state] > 0 ? 0 : 1);
    steps += T;
    wrongSteps += wrong;
    if (wrong > 0) wrongSequences++;
  }
  return { tokenError: wrongSteps / steps, sequenceError: wrongSequences / clips.length };
}

export const crfppTest: Command = {
  name: "crfpp test",
  summary: "label CRF++ data with a trained model, as crf_test does",
  usage: "[-v 0|1|2] [-n N] -m MODEL TEST",
  options: {
    model: { type: "string", short: "m", value: "MODEL", help: "a model of crfpp learn, or a text model of CRF++" },
    verbose: {
      type: "string",
      short: "v",
      value: "LEVEL",
      help: "1: with probabilities, 2: of all labels (default 0)",
    },
    nbest: { type: "string", short: "n", value: "N", help: "the N best paths of each sequence" },
  },
  examples: [
    "deno task moodline crfpp test -m model test.data",
    "deno task moodline crfpp test -v2 -m model test.data",
  ],
  async run(call) {
    const { services, values, positionals } = call;
    if (positionals.length !== 1) {
      throw new UsageError(`name exactly one TEST, current number is ${positionals.length}`);
    }
    if (typeof values.model !== "string" || values.model === "") throw new UsageError("--model is missing");
    const verbosity = (wholeNumber(call, "verbose", { min: 0, max: 2 }) ?? 0) as 0 | 1 | 2;
    const best = wholeNumber(call, "nbest", { min: 1, max: 1e6 }) ?? 0;
    const model = await readModel(resolve(services.cwd, values.model), call);
    const path = resolve(services.cwd, positionals[0]),
      name = shownPath(services, path),
      { columns } = model.vocabulary;
    const sequences = readSequences(await readText(path, name), name, Math.max(1, columns));
    const kernels = await services.openKernels({ threads: 1 });
    try {
      for (const rows of sequences) services.stdout(predictionText(model, rows, { verbosity, best }, kernels));
    } finally {
      kernels.close();
    }
    return 0;
  },
};

/** Our model file, or a text model, which begins with `version: `. */
async function readModel(path: string, { services }: Call): Promise<CrfppModel> {
  const name = shownPath(services, path);
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (cause) {
    throw new Error(`Cannot read ${name}: ${systemReason(cause, "file")}`, { cause });
  }
  const isText = new TextDecoder().decode(bytes.subarray(0, 9)) === "version: ";
  return isText
    ? readTextModel(new TextDecoder().decode(bytes), name)
    : named(name, () => crfppFromContents(readModelFile(bytes)));
}
