import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { MP3_DECODERS } from "../audio/testing.ts";
import { openCompute } from "./compute.ts";

const modelPath = fileURLToPath(new URL("../data/default.safetensors", import.meta.url));
const audioPath = fileURLToPath(new URL("../data/demo/hunting.mp3", import.meta.url));

async function analyzeWith(decoder: "npm" | "native", waveform: boolean) {
  const compute = openCompute({ cores: 1, decoder });
  try {
    return await compute.analyze({ audioPath, modelPath, waveform });
  } finally {
    compute.close();
  }
}

const { ignore } = MP3_DECODERS.find(({ decoder }) => decoder === "native")!;
Deno.test("libmpg123 and the npm decoder give the same maps but for rounding", { ignore }, async () => {
  const [npm, native] = [await analyzeWith("npm", false), await analyzeWith("native", false)];
  assert.deepEqual(native.timeline.source, npm.timeline.source);
  const maps = ({ timeline }: typeof npm) => timeline.steps.flatMap(({ heatmap }) => heatmap);
  const expected = maps(npm), found = maps(native);
  const worst = found.reduce((most, p, i) => Math.max(most, Math.abs(p - expected[i])), 0);
  // Samples differ by 1e-6 of the loudest; probabilities are below .1.
  assert.ok(worst < 1e-5, `off by ${worst}`);
  assert.ok(worst > 0, "the same samples: another decoder than the one asked for was used");
});

Deno.test("a waveform is drawn where one is asked for, and only there", async () => {
  assert.equal((await analyzeWith("npm", false)).waveform, null);
  const { waveform, timeline } = await analyzeWith("npm", true);
  const seconds = waveform!.secondsPerPeak * waveform!.peaks.length / 2;
  assert.ok(Math.abs(seconds - timeline.source.durationSeconds) <= waveform!.secondsPerPeak);
  assert.ok(waveform!.peaks.some((peak) => peak > 20));
});
