import assert from "node:assert/strict";
import { aiffBytes, fixturePath, MP3_DECODERS } from "../audio/testing.ts";
import { analyzeFile } from "./analysis.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { modelFromContents } from "../core/model/file.ts";
import { openCompute } from "./compute.ts";
import { readModelFile } from "../formats/model_file.ts";
import { testingModel } from "../jobs/testing.ts";
import { readTilesHeader, type TileDirectory } from "../formats/tiles.ts";
import { type FeatureCache, openFeatureCache } from "./feature_cache.ts";
import { drawTiles } from "./tiles.ts";

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
    const plain = await analyzeFile({ audioPath: fixturePath("tone.mp3"), modelPath: "" }, {
      model,
      kernels,
    }, quiet);
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

const modelPath = fileURLToPath(new URL("../data/default.safetensors", import.meta.url));
const audioPath = fileURLToPath(new URL("../data/demo/hunting.mp3", import.meta.url));

async function analyzeWith(decoder: "npm" | "native", tilesPath?: string) {
  const compute = openCompute({ cores: 1, decoder });
  try {
    return await compute.analyze({ audioPath, modelPath, tilesPath });
  } finally {
    compute.close();
  }
}

const { ignore } = MP3_DECODERS.find(({ decoder }) => decoder === "native")!;
Deno.test("libmpg123 and the npm decoder give the same maps but for rounding", { ignore }, async () => {
  const [npm, native] = [await analyzeWith("npm"), await analyzeWith("native")];
  assert.deepEqual(native.timeline.source, npm.timeline.source);
  const maps = ({ timeline }: typeof npm) => timeline.steps.flatMap(({ heatmap }) => heatmap);
  const expected = maps(npm), found = maps(native);
  const worst = found.reduce((most, p, i) => Math.max(most, Math.abs(p - expected[i])), 0);
  // Samples differ by 1e-6 of the loudest; probabilities are below .1.
  assert.ok(worst < 1e-5, `off by ${worst}`);
  assert.ok(worst > 0, "the same samples: another decoder than the one asked for was used");
});

Deno.test("tiles are written where they are asked for, and are those of a drawing alone", async () => {
  const folder = await Deno.makeTempDir({ prefix: "moodline-analysis-" });
  const [tilesPath, alone] = [join(folder, "1"), join(folder, "2")];
  try {
    const { timeline } = await analyzeWith("npm", tilesPath), bytes = await Deno.readFile(tilesPath);
    const { offset, bytes: length } = readTilesHeader(bytes);
    const directory: TileDirectory = JSON.parse(new TextDecoder().decode(bytes.subarray(offset, offset + length)));
    assert.equal(directory.samples / directory.sampleRate, timeline.source.durationSeconds);
    await drawTiles({ audioPath, tilesPath: alone }, kernels, () => {});
    assert.deepEqual(await Deno.readFile(alone), bytes);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
