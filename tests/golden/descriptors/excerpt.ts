/**
 * Makes `excerpt.wav`: three seconds of `data/demo/awakening.mp3` from 9 s on, mono at 22,050 Hz, 16 bits.
 * `deno run -A tests/golden/descriptors/excerpt.ts`
 * @module
 */
import { fileURLToPath } from "node:url";
import { openAnalysisAudio } from "../../../audio/analysis.ts";
import { createWav } from "../../../audio/wav.ts";
import { referenceKernels } from "../../../core/kernels.ts";

const RATE = 22050, START = 9 * RATE, LENGTH = 3 * RATE;
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const excerpt = new Float32Array(LENGTH);
let at = 0;
for await (const samples of await openAnalysisAudio(path("../../../data/demo/awakening.mp3"), referenceKernels)) {
  for (const sample of samples) {
    if (at >= START && at < START + LENGTH) excerpt[at - START] = sample;
    at++;
  }
}
const wav = await createWav(path("excerpt.wav"), RATE);
await wav.write(excerpt);
await wav.finish();
