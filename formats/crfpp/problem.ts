/**
 * CRF++'s data as inputs of our CRF: features by number.
 * @module
 */
import { type Clip, clipsFromSequences, createCrf, type Crf } from "../../core/crf/crf.ts";
import type { Rows } from "./data.ts";
import { featureAt, type FeatureTemplate, type Template } from "./template.ts";

/** All that is needed to make inputs of data: what a model keeps beside its weights. */
export interface Vocabulary {
  /** In CRF++'s order: sorted. */
  labels: readonly string[];
  /** Columns that the template reads: rows must have as many, and may have more. */
  columns: number;
  template: Template;
  /** Features by number, in the order in which they were first seen. */
  unigrams: ReadonlyMap<string, number>;
  bigrams: ReadonlyMap<string, number>;
}

/**
 * Labels and features of a training set.
 * @param minimum features seen less often are left out.
 */
export function learnVocabulary(template: Template, sequences: readonly Rows[], minimum: number): Vocabulary {
  const labels = [...new Set(sequences.flatMap((rows) => rows.map((row) => row.at(-1)!)))].sort(byBytes);
  return {
    labels,
    columns: columnsOf(template),
    template,
    unigrams: countFeatures(template.unigrams, sequences, 0, minimum),
    bigrams: countFeatures(template.bigrams, sequences, 1, minimum),
  };
}

function columnsOf({ unigrams, bigrams }: Template): number {
  const columns = [...unigrams, ...bigrams].flatMap(({ pieces }) => pieces).map((piece) =>
    typeof piece === "string" ? 0 : piece.column + 1
  );
  return Math.max(...columns);
}

/** The order of CRF++: of the bytes in UTF-8, which is that of the code points (`<` compares halves of them). */
export function byBytes(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] !== right[i]) return left[i].codePointAt(0)! - right[i].codePointAt(0)!;
  }
  return left.length - right.length;
}

function countFeatures(
  templates: readonly FeatureTemplate[],
  sequences: readonly Rows[],
  firstStep: number,
  minimum: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const rows of sequences) {
    for (let t = firstStep; t < rows.length; t++) {
      for (const template of templates) {
        const feature = featureAt(template, rows, t);
        counts.set(feature, (counts.get(feature) ?? 0) + 1);
      }
    }
  }
  const kept = [...counts].filter(([, count]) => count >= minimum);
  return new Map(kept.map(([feature], number) => [feature, number]));
}

/** Whether `B` alone makes the bigrams: one matrix for all steps. */
function sharesTransitions({ template, bigrams }: Vocabulary): boolean {
  return template.bigrams.length === 1 && bigrams.size === 1 &&
    template.bigrams[0].pieces.every((piece) => typeof piece === "string");
}

/** The CRF of a vocabulary: a weight for each feature and label, or pair of labels. */
export function crfOf(vocabulary: Vocabulary): Crf {
  const { labels, template, unigrams, bigrams } = vocabulary, shared = sharesTransitions(vocabulary);
  const conditioned = bigrams.size > 0 && !shared;
  return createCrf({
    states: labels.length,
    inputs: unigrams.size > 0 ? template.unigrams.length : 0,
    conditions: conditioned ? template.bigrams.length : 0,
    bias: false,
    emission: unigrams.size > 0 ? { kind: "nominal", features: unigrams.size } : { kind: "dense" },
    transitions: conditioned
      ? { kind: "nominal", features: bigrams.size }
      : { kind: bigrams.size > 0 ? "dense" : "none" },
  });
}

/** Inputs [T, D] and conditions [T, C] of a sequence: numbers of features, -1 for those that are not known. */
export function inputsOf(
  vocabulary: Vocabulary,
  crf: Crf,
  rows: Rows,
): { inputs: Float64Array; conditions: Float64Array } {
  const { template, unigrams, bigrams } = vocabulary, { inputs: D, conditions: C } = crf;
  const inputs = new Float64Array(rows.length * D).fill(-1), conditions = new Float64Array(rows.length * C).fill(-1);
  for (let t = 0; t < rows.length; t++) {
    for (let d = 0; d < D; d++) inputs[t * D + d] = unigrams.get(featureAt(template.unigrams[d], rows, t)) ?? -1;
    if (t === 0) continue;
    for (let c = 0; c < C; c++) conditions[t * C + c] = bigrams.get(featureAt(template.bigrams[c], rows, t)) ?? -1;
  }
  return { inputs, conditions };
}

/** Training sequences as clips, each by itself. */
export function clipsOf(vocabulary: Vocabulary, crf: Crf, sequences: readonly Rows[]): Clip[] {
  const numbers = new Map(vocabulary.labels.map((label, number) => [label, number]));
  return sequences.flatMap((rows) => {
    const { inputs, conditions } = inputsOf(vocabulary, crf, rows);
    const labels = Int32Array.from(rows, (row) => numbers.get(row.at(-1)!)!);
    return clipsFromSequences(crf, inputs, [{ labels }], conditions);
  });
}
