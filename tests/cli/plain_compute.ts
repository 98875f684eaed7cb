/**
 * The Compute of the command line's tests: a timeline has a step for each byte of the file (up to 99), files that begin
 * with "bad" fail, and a model says what it was asked to learn from.
 * @module
 */
import { basename } from "node:path";
import { type TestingCompute, testingCompute } from "../../jobs/testing.ts";

/** @param delayMs how long each analysis takes. */
export function plainCompute({ delayMs = 0 } = {}): TestingCompute {
  const compute = testingCompute({
    analysisMs: delayMs,
    stepsOf: ({ length }) => length % 100,
    before({ audioPath }) {
      if (!Deno.readTextFileSync(audioPath).startsWith("bad")) return;
      throw new Error(`Cannot decode ${basename(audioPath).replace(/\p{Cc}+/gu, " ")}: it is bad\nat x`);
    },
  });
  return Object.assign(
    compute,
    {
      train: ({ audio, recipe, seed, motion }) => {
        const model = new TextEncoder().encode(
          JSON.stringify({ pieces: audio.map(({ piece }) => piece), recipe, seed, motion }),
        );
        return Promise.resolve({ model, summary: { pieces: audio.length } });
      },
      evaluate: ({ audio, subject }) =>
        Promise.resolve({ pieces: audio.length, subject, scores: { model: { nll: 4.2 } } }),
    } satisfies Partial<TestingCompute>,
  );
}
