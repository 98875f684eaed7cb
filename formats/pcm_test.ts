import assert from "node:assert/strict";
import { readPcmHeader, writePcmHeader } from "./pcm.ts";

Deno.test("the head of decoded samples comes back, and nothing else is taken for one", () => {
  for (const declaredSamples of [0, 317_520_000, null]) {
    const shape = { sampleRate: 44100, channels: 2, declaredSamples };
    assert.deepEqual(readPcmHeader(writePcmHeader(shape)), shape);
  }
  for (
    const bytes of [new Uint8Array(32), writePcmHeader({ sampleRate: 1, channels: 1, declaredSamples: 1 }).subarray(1)]
  ) {
    assert.throws(() => readPcmHeader(bytes), {
      name: "SyntaxError",
      message: "Cannot read decoded samples: the file must begin with a header of them",
    });
  }
});
