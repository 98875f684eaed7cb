import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { wavBytes, withFile } from "../audio/testing.ts";
import { createWasmKernels } from "../kernels/wasm.ts";
import { loadModel } from "./analysis.ts";
import { auditFile } from "./auditing.ts";

const RATE = 22050, kernels = await createWasmKernels();
const model = await loadModel(fileURLToPath(new URL("../data/default.safetensors", import.meta.url)));
const audit = (samples: Float32Array) =>
  withFile(
    wavBytes(samples, { sampleRate: RATE }),
    "audit.wav",
    (audioPath) => auditFile({ audioPath, modelPath: "" }, model, kernels, () => {}),
  );

Deno.test("a file is heard with its levels, and quieter; silence is told apart", async () => {
  const { levelDecibels, levelDistances, decibels, silentMoves, priorEntropyNats } = await audit(
    Float32Array.from({ length: 7.5 * RATE }, (_, n) => {
      const t = n / RATE;
      return t >= 3 && t < 6 ? 0 : 0.1 * Math.sin(2 * Math.PI * 440 * t);
    }),
  );
  assert.deepEqual([levelDecibels, levelDistances.length, silentMoves.length], [-12, 8, 8]);
  // A sine of amplitude 0.1 has a power of -23.01 dB, in the half of the last second that there is too.
  decibels.forEach((level, t) =>
    assert.ok(Math.abs(level - (t >= 3 && t < 6 ? -140 : -23.01)) < 0.01, `${t}: ${level}`)
  );
  assert.ok(levelDistances.every((distance) => distance > 0 && distance < 0.05), `${levelDistances}`);
  assert.deepEqual(
    silentMoves.map((distance) => distance > 0),
    [4, 5].reduce((all, t) => all.with(t, true), new Array(8).fill(false)),
  );
  assert.ok(priorEntropyNats > 3 && priorEntropyNats < Math.log(121));
});

Deno.test("a file without a sample has nothing to audit", async () => {
  await assert.rejects(audit(new Float32Array(0)), { name: "AudioError" });
});
