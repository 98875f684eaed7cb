/**
 * `deno task test`: every test, those in a browser too, and the examples of the docs. Ends with `N passed, N failed`.
 *
 *     deno task test                                  # installs Chromium where it is missing
 *     deno task test core/crf --filter viterbi        # any arguments of `deno test`
 * @module
 */
import { ensureChromium, offerOpenBlas } from "./debian.ts";
import { addCounts, runExamples, runTests } from "./run_tests.ts";

async function main(args: string[]): Promise<number> {
  // Before the tests, whose time is limited.
  if (args.length === 0) {
    await ensureChromium();
    await offerOpenBlas();
  }
  const counts = args.length > 0 ? [await runTests(args)] : [await runTests([]), await runExamples()];
  const { passed, failed } = addCounts(counts);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
