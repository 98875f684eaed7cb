/**
 * The Compute of the command line's tests: a timeline has a step for each byte of the file (up to 99), files that begin
 * with "bad" fail, a model says what it was asked to learn from, and a report what of.
 * @module
 */
import { basename } from "node:path";
import { guessedReport } from "../../core/evaluation/testing.ts";
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
      evaluate({ audio, subject }) {
        const names = "recipes" in subject ? subject.recipes : ["model"];
        const report = guessedReport(names, audio.map(({ piece }) => piece));
        return Promise.resolve({ ...report, protocol: { ...report.protocol, subject } });
      },
    } satisfies Partial<TestingCompute>,
  );
}
