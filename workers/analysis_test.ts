import assert from "node:assert/strict";
import { join } from "node:path";
import { aiffBytes, fixturePath } from "../audio/testing.ts";
import { modelFromContents } from "../core/model/file.ts";
import { readModelFile } from "../formats/model_file.ts";
import { testingModel } from "../jobs/testing.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { analyzeFile } from "./analysis.ts";
import { type FeatureCache, openFeatureCache } from "./feature_cache.ts";

const kernels = await createWasmKernels();
const model = { model: modelFromContents(readModelFile(testingModel("tiny"))), sha256: "0".repeat(64) };

/** A cache that tells what it was asked for. */
function told(folder: string): { cache: FeatureCache; calls: string[] } {
  const cache = openFeatureCache(folder), calls: string[] = [];
  return {
    calls,
    cache: {
      async read(as) {
        const known = await cache.read(as);
        calls.push(known ? "found" : "missed");
        return known;
      },
      async write(as, heard) {
        calls.push("written");
        await cache.write(as, heard);
      },
    },
  };
}

Deno.test("a file that was heard before gives the same analysis without being decoded, under any name", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-analysis-" });
  try {
    const { cache, calls } = told(join(folder, "cache")), copy = join(folder, "copy.mp3"), quiet = () => {};
    const plain = await analyzeFile({ audioPath: fixturePath("tone.mp3"), modelPath: "" }, { model, kernels }, quiet);
    const first = await analyzeFile(
      { audioPath: fixturePath("tone.mp3"), modelPath: "" },
      { model, kernels, cache },
      quiet,
    );
    await Deno.copyFile(fixturePath("tone.mp3"), copy);
    const progress: number[] = [];
    const second = await analyzeFile(
      { audioPath: copy, name: "tone.mp3", modelPath: "" },
      { model, kernels, cache },
      ({ fraction }) => progress.push(fraction),
    );
    assert.deepEqual([first, second], [plain, plain]);
    assert.deepEqual(calls, ["missed", "written", "found"]);
    assert.deepEqual(progress, [0.95], "nothing was decoded");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a rendition that must be written is decoded for", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-analysis-" });
  try {
    const { cache, calls } = told(join(folder, "cache")), renditionPath = join(folder, "rendition.wav");
    const audioPath = join(folder, "tone.aiff");
    await Deno.writeFile(audioPath, aiffBytes(Float32Array.from({ length: 30000 }, (_, n) => Math.sin(n / 9) / 2)));
    const request = { audioPath, modelPath: "", renditionPath };
    for (const expected of [["written"], ["written"]]) {
      calls.length = 0;
      const { rendition } = await analyzeFile(request, { model, kernels, cache }, () => {});
      assert.deepEqual([rendition, calls], [true, expected]);
      assert.ok((await Deno.stat(renditionPath)).size > 44);
      await Deno.remove(renditionPath);
    }
    calls.length = 0;
    const { rendition } = await analyzeFile(
      { audioPath: request.audioPath, modelPath: "" },
      { model, kernels, cache },
      () => {},
    );
    assert.deepEqual([rendition, calls], [false, ["found"]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
