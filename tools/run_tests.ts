/**
 * Runs `deno test` and counts.
 * @module
 */
import { root, sourceFiles } from "./source_files.ts";

export interface Counts {
  passed: number;
  failed: number;
}

const ESCAPES = new RegExp("\x1b\\[[0-9;]*m", "g");

/**
 * The counts of a run, by the line it ends with. A run without tests, or that ended in another way than its counts say,
 * has failed.
 */
export function countTests(output: string, success: boolean): Counts {
  const lines = output.replace(ESCAPES, "").matchAll(/^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed/gm);
  const last = [...lines].at(-1);
  const passed = Number(last?.[1] ?? 0), failed = Number(last?.[2] ?? 0);
  const broken = passed + failed === 0 || !success && failed === 0;
  return { passed, failed: failed + (broken ? 1 : 0) };
}

export function addCounts(counts: readonly Counts[]): Counts {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }));
}

/** Runs `deno test` with arguments; what it prints is passed on as it comes, unless `quiet`. */
export async function runTests(args: readonly string[], { quiet = false } = {}): Promise<Counts> {
  // Tests may leave temporary files: all of them are in here.
  const temporary = await Deno.makeTempDir({ prefix: "moodline-tests-" });
  // Where the task was called from is nothing to the commands that tests start.
  const { INIT_CWD: _, ...env } = Deno.env.toObject();
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "--allow-all", ...args],
      cwd: root,
      clearEnv: true,
      env: { ...env, TMPDIR: temporary },
      stdin: "null",
      stdout: "piped",
      stderr: quiet ? "null" : "inherit",
    }).spawn();
    let output = "";
    const decoder = new TextDecoder();
    for await (const chunk of child.stdout) {
      if (!quiet) await Deno.stdout.write(chunk);
      output += decoder.decode(chunk, { stream: true });
    }
    return countTests(output, (await child.status).success);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

/** Files with examples in their docs. Without type checks: examples import names that the wrapper imports too. */
export function runExamples(): Promise<Counts> {
  const paths = sourceFiles(/\.(tsx?|md)$/).filter(({ path, text }) =>
    path.endsWith(".md") ? /^```tsx?$/m.test(text) : /^ +\* ```tsx?$/m.test(text)
  ).map(({ path }) => path);
  return runTests(["--doc", "--no-check", ...paths]);
}
