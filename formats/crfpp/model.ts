/**
 * A trained CRF++ set: our model file, and CRF++'s text model.
 * @module
 */
import { blockOf, type Crf, parameterBlocks, parameterCount } from "../../core/crf/crf.ts";
import type { ModelContents } from "../../core/model/contents.ts";
import { byBytes, crfOf, type Vocabulary } from "./problem.ts";
import { readTemplate } from "./template.ts";

export interface CrfppModel {
  vocabulary: Vocabulary;
  crf: Crf;
  /** θ as `parameterBlocks` lays it out. */
  parameters: Float64Array;
}

const FORMAT = "moodline-crfpp", VERSION = 1;

/**
 * As tensors and metadata.
 * @param particulars what else the file should tell, e.g. algorithm, cost and kernels.
 */
export function crfppContents(
  { vocabulary, parameters }: CrfppModel,
  particulars: Record<string, unknown>,
): ModelContents {
  const { labels, columns, template, unigrams, bigrams } = vocabulary;
  return {
    metadata: {
      ...particulars,
      format: FORMAT,
      version: VERSION,
      labels,
      columns,
      template: [...template.unigrams, ...template.bigrams].map(({ text }) => text),
      unigrams: [...unigrams.keys()],
      bigrams: [...bigrams.keys()],
    },
    tensors: { parameters: { shape: [parameters.length], data: parameters } },
  };
}

/** @throws SyntaxError if the contents are of another kind, or do not fit together. */
export function crfppFromContents({ metadata, tensors }: ModelContents): CrfppModel {
  const { format, version, labels, columns, template, unigrams, bigrams } = metadata;
  if (format !== FORMAT || version !== VERSION) {
    throw new SyntaxError(
      `it must be a model of \`moodline crfpp learn\` (${FORMAT} ${VERSION}), ` +
        `current value is ${typeof format === "string" ? `${format} ${version}` : "another kind of model"}`,
    );
  }
  const lists = [labels, template, unigrams, bigrams];
  const strings = lists.every((list) => Array.isArray(list) && list.every((item) => typeof item === "string"));
  if (!strings || !Number.isInteger(columns) || (labels as string[]).length === 0) {
    throw new SyntaxError("the metadata must hold labels, columns, template, unigrams and bigrams");
  }
  const number = (list: unknown) => new Map((list as string[]).map((feature, index) => [feature, index]));
  const vocabulary: Vocabulary = {
    labels: labels as string[],
    columns: columns as number,
    template: readTemplate((template as string[]).join("\n"), "template", columns as number),
    unigrams: number(unigrams),
    bigrams: number(bigrams),
  };
  const crf = crfOf(vocabulary), data = tensors.parameters?.data;
  if (!(data instanceof Float64Array) || data.length !== parameterCount(crf)) {
    throw new SyntaxError(
      `the tensor parameters must hold ${parameterCount(crf)} f64 numbers, current value is ${data?.length ?? "none"}`,
    );
  }
  return { vocabulary, crf, parameters: data };
}

/** Where CRF++ numbers weights: each feature's run, unigrams S long, bigrams S·S. */
interface Run {
  feature: string;
  weights: Float64Array;
}

/** All features with views of their weights. */
function runsOf({ vocabulary, crf, parameters }: CrfppModel): Run[] {
  const blocks = parameterBlocks(crf), S = crf.states;
  const runs = (features: ReadonlyMap<string, number>, weights: Float64Array, length: number) =>
    [...features].map(([feature, i]) => ({ feature, weights: weights.subarray(i * length, (i + 1) * length) }));
  return [
    ...runs(vocabulary.unigrams, blockOf(parameters, blocks.weights), S),
    ...runs(vocabulary.bigrams, blockOf(parameters, blocks.transitions), S * S),
  ];
}

/** CRF++'s text model (`crf_learn -t`): header, labels, template, features by offset, weights; 16 decimals. */
export function writeTextModel(model: CrfppModel, cost: number): string {
  const { labels, columns, template } = model.vocabulary, runs = runsOf(model);
  let offset = 0;
  const offsets = runs.map(({ feature, weights }) => {
    const line = { feature, at: offset };
    offset += weights.length;
    return line;
  });
  offsets.sort((a, b) => byBytes(a.feature, b.feature));
  const header = ["version: 100", `cost-factor: ${cost}`, `maxid: ${offset}`, `xsize: ${columns}`];
  const templates = [...template.unigrams, ...template.bigrams].map(({ text }) => text);
  const parts = [
    header,
    labels,
    templates,
    offsets.map(({ feature, at }) => `${at} ${feature}`),
    runs.flatMap(({ weights }) => Array.from(weights, (weight) => weight.toFixed(16))),
  ];
  return parts.map((lines) => lines.join("\n")).join("\n\n") + "\n";
}

/**
 * Read a text model, ours or CRF++'s.
 * @throws SyntaxError naming the file and what does not fit.
 */
export function readTextModel(text: string, file: string): CrfppModel {
  const fail = (why: string) => new SyntaxError(`${file}: ${why}`);
  const parts = text.trimEnd().split(/\r?\n\r?\n/).map((part) => part.split(/\r?\n/).filter((line) => line !== ""));
  if (parts.length !== 5 || !parts[0][0].startsWith("version: ")) {
    throw fail("a text model must have header, labels, template, features and weights with empty lines between");
  }
  const [header, labels, template, features, weights] = parts;
  const headline = (name: string) =>
    Number(header.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2));
  const columns = headline("xsize"), maxid = headline("maxid");
  if (!(Number.isInteger(columns) && columns > 0)) {
    throw fail(`xsize must be a positive integer, current value is ${columns}`);
  }
  if (weights.length !== maxid) throw fail(`there must be ${maxid} weights, current value is ${weights.length}`);
  const values = Float64Array.from(weights, Number), wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw fail(`weights must be numbers, current value of number ${wrong + 1} is ${weights[wrong]}`);

  const offsets = features.map((line) => {
    const space = line.indexOf(" ");
    return { at: Number(line.slice(0, space)), feature: line.slice(space + 1) };
  }).sort((a, b) => a.at - b.at);
  const numbered = (letter: string) =>
    new Map(
      offsets.filter(({ feature }) => feature.startsWith(letter)).map(({ feature }, index) => [feature, index]),
    );
  const vocabulary: Vocabulary = {
    labels,
    columns,
    template: readTemplate(template.join("\n"), `${file}, template`, columns),
    unigrams: numbered("U"),
    bigrams: numbered("B"),
  };
  const crf = crfOf(vocabulary), model = { vocabulary, crf, parameters: new Float64Array(parameterCount(crf)) };
  if (model.parameters.length !== maxid) {
    throw fail(`maxid must be ${model.parameters.length} for its features and labels, current value is ${maxid}`);
  }
  const starts = new Map(offsets.map(({ feature, at }) => [feature, at]));
  for (const { feature, weights: run } of runsOf(model)) {
    const at = starts.get(feature)!;
    if (!Number.isInteger(at) || at < 0 || at + run.length > maxid) {
      throw fail(`the offset of ${feature} must be in 0 … ${maxid - run.length}, current value is ${at}`);
    }
    run.set(values.subarray(at, at + run.length));
  }
  return model;
}
