import assert from "node:assert/strict";
import { join } from "node:path";
import { exportFormats, findFormat } from "../formats/registry.ts";
import { readTimelineJson } from "../formats/timeline_json.ts";
import { plainCompute } from "../tests/cli/plain_compute.ts";
import { analyzeFiles, type BatchOptions, type FileResult } from "./analyze_files.ts";
import { findAudio } from "./find_audio.ts";

interface Batch {
  folder: string;
  /** Analyse all audio of `music/` into `out/`. */
  run(options?: Partial<BatchOptions>): Promise<FileResult[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function openBatch(files: Record<string, string>): Promise<Batch> {
  const folder = await Deno.makeTempDir({ prefix: "moodline-batch-" });
  await Deno.mkdir(join(folder, "music"));
  for (const [name, content] of Object.entries(files)) await Deno.writeTextFile(join(folder, "music", name), content);
  const modelPath = join(folder, "model.safetensors");
  await Deno.writeTextFile(modelPath, "model A");
  return {
    folder,
    async run(options) {
      const outDirectory = join(folder, "out"), items = await findAudio([join(folder, "music")]);
      return await analyzeFiles(items, {
        compute: plainCompute(),
        modelPath,
        outDirectory,
        formats: [],
        jobs: 2,
        ...options,
      });
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function outputs(batch: Batch): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(join(batch.folder, "out")), ({ name }) => name)).sort();
}

const states = (results: FileResult[]) => results.map(({ state }) => state);
const threeFiles = { "a.mp3": "aaaa", "b.mp3": "bad", "c.mp3": "ccccc" };

Deno.test("a file that fails does not stop the others, and says why in one line", async () => {
  await using batch = await openBatch({ ...threeFiles, "d.mp3": "x".repeat(100) });
  const results = await batch.run();
  assert.deepEqual(states(results), ["written", "failed", "written", "failed"]);
  assert.equal(results[1].state === "failed" && results[1].reason, "it is bad");
  assert.equal(results[3].state === "failed" && results[3].reason, "the audio must be longer than 0 s");
  assert.deepEqual(await outputs(batch), ["a.moodline.json", "c.moodline.json"]);
  assert.equal(readTimelineJson(await Deno.readTextFile(join(batch.folder, "out/c.moodline.json"))).steps.length, 5);
});

Deno.test("finished files are left alone; a changed source, a changed model or a damaged timeline is done again", async () => {
  await using batch = await openBatch(threeFiles);
  await batch.run();
  const second = plainCompute();
  assert.deepEqual(states(await batch.run({ compute: second })), ["unchanged", "failed", "unchanged"]);
  assert.deepEqual(second.analyzed, ["b.mp3"]);

  await Deno.writeTextFile(join(batch.folder, "music/a.mp3"), "another song");
  const third = plainCompute();
  assert.deepEqual(states(await batch.run({ compute: third })), ["written", "failed", "unchanged"]);

  await Deno.writeTextFile(join(batch.folder, "out/c.moodline.json"), "{");
  assert.deepEqual(states(await batch.run()), ["unchanged", "failed", "written"]);

  await Deno.writeTextFile(join(batch.folder, "model.safetensors"), "model B");
  assert.deepEqual(states(await batch.run()), ["written", "failed", "written"]);
});

Deno.test("other formats are written beside the timeline, also for finished files, and never stay stale", async () => {
  await using batch = await openBatch({ "a.mp3": "aaaa" });
  const formats = [findFormat(exportFormats, "csv"), findFormat(exportFormats, "timeline-json")];
  await batch.run();
  const results = await batch.run({ formats });
  assert.deepEqual(states(results), ["unchanged"]);
  assert.deepEqual(await outputs(batch), ["a.moodline.csv", "a.moodline.json"]);
  const csv = join(batch.folder, "out/a.moodline.csv"), fresh = await Deno.readTextFile(csv);
  await Deno.writeTextFile(csv, "from an older model");
  await batch.run({ formats });
  assert.equal(await Deno.readTextFile(csv), fresh);
});

Deno.test("tables and summaries have the same digits, whether the timeline is new or finished", async () => {
  await using batch = await openBatch({ "a.mp3": "aaaa" });
  const formats = [findFormat(exportFormats, "csv")], table = join(batch.folder, "out/a.moodline.csv");
  const compute = plainCompute(), { analyze } = compute;
  compute.analyze = async (...request) => {
    const answer = await analyze(...request);
    for (const step of answer.timeline.steps) step.mean.valence = 0.1234565000001;
    return answer;
  };
  const [fresh] = await batch.run({ compute, formats }), first = await Deno.readTextFile(table);
  const [again] = await batch.run({ formats });
  assert.deepEqual([fresh.state, again.state], ["written", "unchanged"]);
  assert.deepEqual("summary" in fresh && fresh.summary, "summary" in again && again.summary);
  assert.equal(await Deno.readTextFile(table), first);
});

Deno.test("at most `jobs` files are in work at one time, and results keep the order of the items", async () => {
  const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.mp3`, "x".repeat(i + 1)]));
  await using batch = await openBatch(files);
  const compute = plainCompute({ delayMs: 5 });
  const results = await batch.run({ compute, jobs: 3 });
  assert.equal(compute.mostAtOnce, 3);
  assert.deepEqual(results.map(({ item }) => item.stem), Object.keys(files).map((name) => name[0]));
});

Deno.test("stopping gives up what is in work and keeps what is done", async () => {
  const files = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`${i}.mp3`, "x".repeat(i + 1)]));
  await using batch = await openBatch(files);
  const controller = new AbortController();
  const results = await batch.run({
    compute: plainCompute({ delayMs: 20 }),
    jobs: 1,
    signal: controller.signal,
    onDone: ({ item }) => item.stem === "1" && controller.abort(),
  });
  assert.deepEqual(states(results), ["written", "written"]);
  assert.deepEqual(await outputs(batch), ["0.moodline.json", "1.moodline.json"]);
});
