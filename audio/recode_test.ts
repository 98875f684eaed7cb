import assert from "node:assert/strict";
import type { CodecPerturbation } from "../core/signal/perturb.ts";
import { openAudio } from "./decode.ts";
import { findEncoder, withEncoded } from "./recode.ts";

const RATE = 48000;
const tone = Float32Array.from({ length: 2 * RATE }, (_, n) => 0.3 * Math.sin(2 * Math.PI * 440 * n / RATE));

for (const codec of ["mp3", "opus"] as const) {
  const found = await findEncoder(codec), missing = "missing" in found ? found.missing : null;
  Deno.test({
    name: `${codec}: what comes back is the tone, smaller on disk, as long, and not the same samples${
      missing ? ` (skipped: ${missing})` : ""
    }`,
    ignore: missing !== null,
    async fn() {
      const perturbation: CodecPerturbation = { kind: "codec", codec, kilobitsPerSecond: 32 };
      let path = "";
      const heard = await withEncoded({ samples: tone, sampleRate: RATE }, perturbation, async (file) => {
        path = file;
        // 2 s at 32 kbit/s are 8 kB, and some for headers.
        assert.ok((await Deno.stat(file)).size < 16_000);
        const audio = await openAudio(file), chunks = await Array.fromAsync(audio);
        return {
          codec: audio.codec,
          rate: audio.sampleRate,
          samples: Float32Array.from(chunks.flatMap((one) => [...one])),
        };
      });
      assert.equal(heard.codec, codec);
      assert.ok(Math.abs(heard.samples.length / heard.rate - 2) < 0.1);
      const inner = heard.samples.subarray(heard.rate / 2, heard.rate),
        power = inner.reduce((sum, x) => sum + x * x, 0) / inner.length;
      assert.ok(Math.abs(power / 0.045 - 1) < 0.1, `power ${power}`);
      let crossings = 0;
      for (let n = 1; n < inner.length; n++) if (inner[n - 1] < 0 && inner[n] >= 0) crossings++;
      assert.ok(Math.abs(crossings * 2 - 440) <= 4, `${crossings * 2} Hz`);
      await assert.rejects(Deno.stat(path), Deno.errors.NotFound, "nothing stays behind");
    },
  });
}

Deno.test("what is made of the file may fail: nothing stays behind then either", async () => {
  const found = await findEncoder("mp3"),
    perturbation: CodecPerturbation = { kind: "codec", codec: "mp3", kilobitsPerSecond: 64 };
  let path = "";
  const use = (file: string) => Promise.reject(new Error(path = file));
  const message = "missing" in found ? `Cannot encode mp3: an encoder must be installed, ${found.missing}` : undefined;
  await assert.rejects(
    withEncoded({ samples: tone, sampleRate: RATE }, perturbation, use),
    message ? { message } : Error,
  );
  if (path) await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});
