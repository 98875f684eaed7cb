/**
 * `moodline crfpp` against CRF++ 0.59: the same data must give the same optimum, marginals and paths.
 * `golden/crfpp/README.md` says how the files were made.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { crfObjective, ridgePenalty } from "../core/crf/crf.ts";
import { referenceKernels } from "../core/kernels.ts";
import { readSequences } from "../formats/crfpp/data.ts";
import { readTextModel } from "../formats/crfpp/model.ts";
import { predictionText } from "../formats/crfpp/output.ts";
import { clipsOf } from "../formats/crfpp/problem.ts";
import { openPlace } from "./cli/run.ts";

const FOLDER = new URL("golden/crfpp/", import.meta.url);
const read = (name: string) => Deno.readTextFileSync(new URL(name, FOLDER));

/** CRF++ printed 6 decimals of a marginal, 16 of a weight. */
const PRINTED = 2e-6;
/** Both stop when the objective changes by less than a relative 1e-8, beside the optimum. */
const OPTIMUM = 5e-4;
/** With L1, CRF++'s own last point is as far from the optimum: docs/limits.md. */
const SPARSE_OPTIMUM = 3e-3;

const CASES = [
  { name: "small_unigram_CRF-L2", objective: 376.1296, relative: 1e-5, marginals: OPTIMUM },
  { name: "small_bigram_CRF-L2", objective: 344.35882, relative: 1e-5, marginals: OPTIMUM },
  { name: "grid_unigram_CRF-L2", objective: 1854.09413, relative: 1e-5, marginals: OPTIMUM },
  { name: "small_unigram_CRF-L1", objective: 432.87306, relative: 1e-5, marginals: SPARSE_OPTIMUM },
  { name: "small_unigram_MIRA", objective: 36.16766, relative: 1e-6, marginals: PRINTED },
];

/** Compare printed predictions: same rows and labels, numbers within a tolerance. */
function assertSamePredictions(actual: string, expected: string, tolerance: number): void {
  const lines = expected.split("\n");
  assert.equal(actual.split("\n").length, lines.length, "number of lines");
  actual.split("\n").forEach((line, i) => {
    const cells = line.split(/[\t ]/), wanted = lines[i].split(/[\t ]/);
    assert.equal(cells.length, wanted.length, `line ${i + 1}`);
    cells.forEach((cell, j) => {
      const [label, number = label] = cell.split("/"), [wantedLabel, wantedNumber = wantedLabel] = wanted[j].split("/");
      if (Number.isNaN(Number(wantedNumber)) || wantedNumber === "") {
        return assert.equal(cell, wanted[j], `line ${i + 1}`);
      }
      if (cell.includes("/")) assert.equal(label, wantedLabel, `line ${i + 1}`);
      assert.ok(
        Math.abs(Number(number) - Number(wantedNumber)) <= tolerance,
        `line ${i + 1}: ${cell}, CRF++ ${wanted[j]}`,
      );
    });
  });
}

/** Fields of a line of progress: iter, terr, … */
function fields(line: string): Record<string, number> {
  return Object.fromEntries(
    line.split(" ").map((field) => field.split("=")).map(([name, value]) => [name, Number(value)]),
  );
}

for (const { name, objective, relative, marginals } of CASES) {
  Deno.test(`${name}: trained here it ends at CRF++'s objective, with its marginals and paths`, async () => {
    const [set, template, algorithm] = name.split("_");
    await using place = await openPlace({
      "template": read(`${template}.template`),
      "train.data": read(`${set}_train.data`),
      "test.data": read(`${set}_test.data`),
    });
    const learned = await place.run(
      "crfpp",
      "learn",
      "-a",
      algorithm,
      "-c1",
      "-e1e-8",
      "-p1",
      "template",
      "train.data",
      "model",
    );
    assert.deepEqual([learned.code, learned.stderr], [0, ""]);
    const progress = learned.stdout.split("\n").filter((line) => line.startsWith("iter="));
    const theirs = read(`${name}.iterations.txt`).trimEnd().split("\n");
    const last = fields(progress.at(-1)!), theirLast = fields(theirs.at(-1)!);
    assert.equal(theirLast.obj, objective);
    assert.ok(Math.abs(last.obj / objective - 1) <= relative, `${last.obj}`);
    assert.ok(Math.abs(last.act / theirLast.act - 1) <= 0.01, `${last.act} weights, CRF++ ${theirLast.act}`);
    assert.deepEqual(progress[0], theirs[0], "the start is the same");
    assert.deepEqual([last.terr, last.serr], [theirLast.terr, theirLast.serr], "the end gets the same steps wrong");
    const shape = (line: string) => line.replace(/\d+\.\d{5}/g, "x").replace(/\d+/g, "n");
    progress.forEach((line, i) => {
      assert.equal(shape(line), shape(theirs[0]), `CRF++'s form: ${line}`);
      assert.equal(fields(line).iter, i);
    });
    if (algorithm === "MIRA") assert.deepEqual(progress, theirs);

    const tested = await place.run("crfpp", "test", "-v2", "-m", "model", "test.data");
    assert.deepEqual([tested.code, tested.stderr], [0, ""]);
    assertSamePredictions(tested.stdout, read(`${name}.marginals`), marginals);
  });

  Deno.test(`${name}: CRF++'s own weights give what it printed`, () => {
    const set = name.split("_")[0], model = readTextModel(read(`${name}.model.txt`), "model");
    const options = { verbosity: 2, best: 0 } as const;
    const printed = readSequences(read(`${set}_test.data`), "test", 1)
      .map((rows) => predictionText(model, rows, options, referenceKernels)).join("");
    assertSamePredictions(printed, read(`${name}.marginals`), PRINTED);
  });
}

Deno.test("CRF++'s weights have CRF++'s objective, and hardly a slope", () => {
  for (const { name, objective } of CASES.filter(({ name }) => name.endsWith("L2"))) {
    const model = readTextModel(read(`${name}.model.txt`), "model"), { crf, vocabulary, parameters } = model;
    const clips = clipsOf(vocabulary, crf, readSequences(read(`${name.split("_")[0]}_train.data`), "train", 2));
    const penalty = ridgePenalty(crf, { weights: 1, bias: 1, transitions: 1 });
    const gradient = new Float64Array(parameters.length);
    const value = crfObjective({ crf, clips }, { penalty, precision: "f64" }, referenceKernels)(parameters, gradient);
    // CRF++ prints 5 decimals.
    assert.ok(Math.abs(value - objective) < 5e-5, `${name}: objective is ${value}`);
    // CRF++ stopped when its objective changed by less than 1e-8; at zero the largest slopes are 40 and 13.
    assert.ok(Math.max(...gradient.map(Math.abs)) < 0.05);
  }
});

Deno.test("the text model holds the same weights as the model", async () => {
  await using place = await openPlace({
    template: read("bigram.template"),
    train: read("small_train.data"),
    test: read("small_test.data"),
  });
  await place.run("crfpp", "learn", "-t", "-m5", "template", "train", "out/model");
  const results = await Promise.all(
    ["out/model", "out/model.txt"].map((model) => place.run("crfpp", "test", "-v2", "-m", model, "test")),
  );
  assert.equal(results[0].code, 0);
  assertSamePredictions(results[1].stdout, results[0].stdout, PRINTED);
  const text = readTextModel(await Deno.readTextFile(join(place.folder, "out/model.txt")), "model");
  const theirs = readTextModel(read("small_bigram_CRF-L2.model.txt"), "model");
  assert.deepEqual(text.vocabulary.labels, theirs.vocabulary.labels);
  const names = (features: ReadonlyMap<string, number>) => [...features.keys()].sort();
  assert.deepEqual(names(text.vocabulary.unigrams), names(theirs.vocabulary.unigrams));
  assert.deepEqual(names(text.vocabulary.bigrams), names(theirs.vocabulary.bigrams));
});
