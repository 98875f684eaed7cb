import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fixturePath } from "../audio/testing.ts";
import { targetSeries } from "../core/annotation/testing.ts";
import { modelContents, modelFromContents } from "../core/model/file.ts";
import { makeProbes, probeReport } from "../core/model/probes.ts";
import { featureSpec, findRecipe } from "../core/model/recipe.ts";
import { songs, TINY_RECIPE } from "../core/model/testing.ts";
import { trainModel } from "../core/model/train.ts";
import { mean } from "../core/statistics.ts";
import { writeAnnotationsCsv } from "../formats/annotations_csv.ts";
import { readModelFile, writeModelFile } from "../formats/model_file.ts";
import { writeTargetsCsv } from "../formats/targets_csv.ts";
import type { RetrainRequest } from "../jobs/compute.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { evaluate, retrain, train } from "./learning.ts";

const kernels = await createWasmKernels();
const quiet = () => {};

/** Runs `work` with a folder that is removed afterwards. */
async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-learning-" });
  await work(folder).finally(() => Deno.remove(folder, { recursive: true }));
}

Deno.test("a trained model's file says what it was made of; the same seed gives the same bytes, another one others", async () => {
  await withFolder(async (folder) => {
    const pieces = songs(4, 1), annotationsPath = `${folder}/ratings.csv`;
    await Deno.writeTextFile(annotationsPath, writeAnnotationsCsv(pieces.flatMap(({ series }) => series)));
    const audio = pieces.map(({ name }) => ({ piece: name, path: "" })), features = pieces.map((one) => one.features);
    const heard = { spec: featureSpec(findRecipe("seed")), features };
    const request = { audio, heard, annotationsPath, recipe: "seed", seed: 3 };
    const { model, summary } = await train(request, kernels, quiet), { metadata } = readModelFile(model);
    assert.deepEqual([metadata.id, metadata.recipe, metadata.seed, metadata.frames], ["seed-3", "seed", 3, {
      sampleRateHz: 22050,
      frameSamples: 512,
      hopSamples: 512,
      compression: { kind: "log" },
      statistics: "mean",
      scalesSeconds: [1],
      relativeTo: "song",
    }]);
    const { dataSha256, ...counts } = metadata.training as Record<string, unknown>;
    assert.deepEqual(counts, { pieces: 4, annotatorSeries: 40, ratings: 160, steps: 32 });
    assert.deepEqual(metadata.kernels, { id: "wasm", threads: 1, cpuFeatures: kernels.features.join(" ") });
    assert.equal((metadata.versions as Record<string, string>).deno, Deno.version.deno);
    assert.deepEqual(summary.training, metadata.training);

    const again = await train(
      { ...request, audio: audio.toReversed(), heard: { ...heard, features: features.toReversed() } },
      kernels,
      quiet,
    );
    assert.deepEqual(again.model, model, "in whatever order the pieces are given");
    const other = readModelFile((await train({ ...request, seed: 4 }, kernels, quiet)).model);
    assert.equal((other.metadata.training as Record<string, unknown>).dataSha256, dataSha256);
    assert.notDeepEqual(other.tensors["crf.parameters"], readModelFile(model).tensors["crf.parameters"]);
    features[0].descriptors[0] += 1;
    const { metadata: { training } } = readModelFile((await train(request, kernels, quiet)).model);
    assert.notEqual((training as Record<string, unknown>).dataSha256, dataSha256, "other music");
  });
});

Deno.test("means and deviations are learned from by the same file option; motion from elsewhere is told in the card", async () => {
  await withFolder(async (folder) => {
    const pieces = songs(4, 1), annotationsPath = `${folder}/means.csv`, path = `${folder}/motion.csv`;
    const targets = pieces.map(({ name, series }) => {
      const axis = (pick: "arousal" | "valence") =>
        [...series[0].times].map((_, i) => mean(series.map((one) => one[pick][i])));
      return targetSeries(name, [...series[0].times], axis("arousal"), axis("valence"));
    });
    await Deno.writeTextFile(annotationsPath, writeTargetsCsv(targets));
    await Deno.writeTextFile(path, writeAnnotationsCsv(pieces[0].series));
    const audio = pieces.map(({ name }) => ({ piece: name, path: "" })), features = pieces.map((one) => one.features);
    const heard = [{ spec: featureSpec(findRecipe("descriptors")), features }];
    const request = { audio, heard: heard[0], annotationsPath, recipe: "descriptors", seed: 3 };
    const plain = readModelFile((await train(request, kernels, quiet)).model);
    const { dataSha256, ...counts } = plain.metadata.training as Record<string, unknown>;
    assert.deepEqual(counts, { pieces: 4, annotatorSeries: 0, ratings: 0, steps: 32, targets: 16 });

    const moved = readModelFile((await train({ ...request, motion: { path, share: 0.5 } }, kernels, quiet)).model);
    const told = moved.metadata.training as { dataSha256: string; motion: Record<string, unknown> };
    assert.equal(told.dataSha256, dataSha256);
    // Ten raters, each rating at 0, 2, 4 and 6 s: six moves from second to second.
    assert.deepEqual([told.motion.share, told.motion.moves], [0.5, 60]);
    assert.notDeepEqual(moved.tensors["crf.parameters"], plain.tensors["crf.parameters"]);

    targets[0].arousalDeviation[0] += 0.01;
    await Deno.writeTextFile(annotationsPath, writeTargetsCsv(targets));
    const other = readModelFile((await train(request, kernels, quiet)).model).metadata.training;
    assert.notEqual((other as Record<string, unknown>).dataSha256, dataSha256, "another deviation");

    const subject = { recipes: ["descriptors"], folds: 2, seed: 1, control: false };
    const report = await evaluate({ audio, annotationsPath, subject, heard }, kernels, quiet);
    assert.match((report.protocol as { scoredBy: string }).scoredBy, /^cross-entropy of Gaussian targets/);
    assert.deepEqual(Object.keys(report.systems as object), ["descriptors", "training mean"]);
  });
});

Deno.test("a retrained model's card names its parent, and does not take the parent's evaluation for its own", async () => {
  await withFolder(async (folder) => {
    const parent = trainModel(songs(4, 1), { ...TINY_RECIPE, innerFolds: 2 }, 1, kernels);
    parent.card = { licence: "MIT", evaluation: { nllNats: 4 } };
    const parentPath = `${folder}/parent.safetensors`, bytes = writeModelFile(modelContents(parent));
    await Deno.writeFile(parentPath, bytes);
    const move = {
      ...{ kind: "move" as const, id: "m1", timeSeconds: 0, durationSeconds: 2, value: { valence: 0.3, arousal: 0.3 } },
      ...{ confidence: 1, annotator: "a", tool: "test" },
    };
    const tracks = [{ audioPath: fixturePath("tone.mp3"), name: "tone.mp3", corrections: [move] }];
    const { model } = await retrain({ parentPath, modelId: "tiny-1.r1", tracks }, { kernels }, quiet);
    const { metadata } = readModelFile(model);
    assert.deepEqual(metadata.parent, {
      id: "tiny-1",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      evaluation: { nllNats: 4 },
    });
    assert.deepEqual([metadata.id, metadata.seed, metadata.licence], ["tiny-1.r1", 1, "MIT"]);
    assert.deepEqual([metadata.evaluation, metadata.corrections], [undefined, { tracks: 1, moves: 1 }]);
    assert.equal(metadata.moved, undefined, "a parent without probes");
  });
});

Deno.test("a retrained model's card says how far it has moved on its parent's probes, and carries them on", async () => {
  await withFolder(async (folder) => {
    const bare = trainModel(songs(4, 1), { ...TINY_RECIPE, innerFolds: 2 }, 1, kernels);
    const clips = songs(2, 9).map(({ name, features }) => ({ name, features }));
    const parent = { ...bare, probes: makeProbes(bare, clips, kernels), card: { moved: "how far the parent had" } };
    const parentPath = `${folder}/parent.safetensors`;
    await Deno.writeFile(parentPath, writeModelFile(modelContents(parent)));
    const move = {
      ...{ kind: "move" as const, id: "m1", timeSeconds: 0, durationSeconds: 2, value: { valence: 0.3, arousal: 0.3 } },
      ...{ confidence: 1, annotator: "a", tool: "test" },
    };
    const tracks = [{ audioPath: fixturePath("tone.mp3"), name: "tone.mp3", corrections: [move] }];
    const { model, summary } = await retrain({ parentPath, modelId: "tiny-1.r1", tracks }, { kernels }, quiet);
    const child = modelFromContents(readModelFile(model));
    assert.deepEqual(child.card.moved, { ...probeReport(parent, child, kernels) });
    assert.deepEqual([summary.moved, child.probes], [child.card.moved, parent.probes]);
  });
});

Deno.test("a cross-validation hashes its folds: SHA-256 of their JSON as it stands in the report, without spaces", async () => {
  await withFolder(async (folder) => {
    const pieces = songs(6, 1, 4), annotationsPath = `${folder}/ratings.csv`;
    await Deno.writeTextFile(annotationsPath, writeAnnotationsCsv(pieces.flatMap(({ series }) => series)));
    const audio = pieces.map(({ name }) => ({ piece: name, path: "" })), features = pieces.map((one) => one.features);
    const heard = [{ spec: featureSpec(findRecipe("descriptors")), features }];
    const run = (given: { task?: "songs-and-raters"; groups?: [string, string][] }) =>
      evaluate(
        {
          audio,
          annotationsPath,
          heard,
          subject: { recipes: ["descriptors"], folds: 2, seed: 1, control: false, ...given },
        },
        kernels,
        quiet,
      );
    const sha256 = (lists: unknown) => createHash("sha256").update(JSON.stringify(lists)).digest("hex");
    const songsTask = await run({}), raters = await run({ task: "songs-and-raters" });
    assert.equal(songsTask.protocol.foldsSha256, sha256(songsTask.folds));
    assert.equal(songsTask.protocol.raterFoldsSha256, null);
    assert.equal(raters.protocol.foldsSha256, songsTask.protocol.foldsSha256, "the same pieces");
    assert.equal(raters.protocol.raterFoldsSha256, sha256(raters.raterFolds));
    const grouped = await run({ groups: pieces.map(({ name }, i) => [name, i < 3 ? "a" : "b"]) });
    assert.notEqual(grouped.protocol.foldsSha256, songsTask.protocol.foldsSha256);
  });
});

Deno.test("retraining leaves out what cannot be read, tells of it by its name, and counts what is new alone", async () => {
  await withFolder(async (folder) => {
    const parent = trainModel(songs(4, 1), { ...TINY_RECIPE, innerFolds: 2 }, 1, kernels);
    const parentPath = `${folder}/parent.safetensors`, broken = `${folder}/${"ab".repeat(31)}`;
    await Deno.writeFile(parentPath, writeModelFile(modelContents(parent)));
    await Deno.writeTextFile(broken, "It was a dark and stormy night");
    const move = (id: string, timeSeconds: number) => ({
      ...{ kind: "move" as const, id, timeSeconds, durationSeconds: 1, value: { valence: 0.3, arousal: 0.3 } },
      ...{ confidence: 1, annotator: "a", tool: "test" },
    });
    const good = { audioPath: fixturePath("tone.mp3"), name: "tone.mp3", corrections: [move("m1", 0)] };
    const bad = { audioPath: broken, name: "novel.wav", corrections: [move("m2", 0)] };
    const run = (parentPath: string, tracks: RetrainRequest["tracks"]) =>
      retrain({ parentPath, modelId: "tiny-1.r1", tracks }, { kernels }, quiet);
    const { model, skipped, summary } = await run(parentPath, [bad, good]);
    assert.equal(skipped.length, 1);
    assert.match(skipped[0], /^Cannot decode novel\.wav: /);
    assert.deepEqual(summary.corrections, { tracks: 1, moves: 1 });
    await assert.rejects(run(parentPath, [bad]), { name: "AudioError", message: skipped[0] });
    const childPath = `${folder}/child.safetensors`;
    await Deno.writeFile(childPath, model);
    const second = await run(childPath, [{ ...good, corrections: [move("m1", 0), move("m3", 1)] }]);
    assert.deepEqual(second.summary.corrections, { tracks: 1, moves: 1 }, "the first was learned before");
    const third = await run(childPath, [{ ...good, corrections: [], undone: [move("m1", 0), move("m9", 1)] }]);
    assert.deepEqual(third.summary.corrections, { tracks: 0, forgotten: 1 });
    const lost = { ...bad, undone: [move("m1", 0), move("m9", 1)] };
    const fourth = await run(childPath, [lost]), { tensors } = readModelFile(fourth.model);
    assert.deepEqual(fourth.summary.corrections, { tracks: 0, forgotten: 1 }, "to forget takes no audio");
    assert.deepEqual(fourth.skipped, skipped);
    assert.deepEqual(modelFromContents(readModelFile(fourth.model)).memory.corrections, []);
    assert.deepEqual(tensors["crf.parameters"], modelContents(parent).tensors["crf.parameters"]);
    const both = await run(childPath, [lost, { ...good, corrections: [move("m3", 1)] }]);
    assert.deepEqual(both.summary.corrections, { tracks: 1, moves: 1, forgotten: 1 });
    assert.deepEqual(modelFromContents(readModelFile(both.model)).memory.corrections, ["m3"]);
    const unlearned = { ...bad, undone: [move("m9", 1)] };
    await assert.rejects(run(childPath, [unlearned]), { name: "AudioError", message: skipped[0] });
    await assert.rejects(run(childPath, [good, bad]), (error: Error) => {
      assert.equal(error.name, "RangeError");
      return error.message.endsWith(`(has the parent learned them all?); ${skipped[0]}`);
    });
  });
});
