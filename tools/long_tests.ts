/**
 * `deno task test:long`: what takes hours. One file of `tests/long/` after the other; those that passed with the sources as
 * they are now are not run again, so a run that was cut off goes on where it was. Ends with `N passed, N failed`.
 *
 *     deno task test:long                # what has not passed yet
 *     deno task test:long two_hours      # only files whose name holds this, whether they have passed or not
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { ensureChromium } from "./debian.ts";
import { addCounts, type Counts, runTests } from "./run_tests.ts";
import { root, sourceFiles } from "./source_files.ts";

const FOLDER = join(root, "tests", "long");
/** What has passed, and with which sources. */
const RECORD = join(root, "artifacts", "long_tests.json");

type Passed = Record<string, { sources: string; counts: Counts }>;

function hashSources(): string {
  const hash = createHash("sha256");
  for (const { path, text } of sourceFiles(/\.(tsx?|js|css|json)$/)) hash.update(path).update("\0").update(text);
  return hash.digest("hex");
}

async function readRecord(): Promise<Passed> {
  return await Deno.readTextFile(RECORD).then(JSON.parse, () => ({}));
}

async function main([only]: string[]): Promise<number> {
  await ensureChromium();
  const sources = hashSources(), passed = await readRecord(), counts: Counts[] = [];
  const names = (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name).sort();
  for (const name of names.filter((name) => only === undefined || name.includes(only))) {
    if (only === undefined && passed[name]?.sources === sources) {
      console.log(`${name} has passed before`);
      counts.push(passed[name].counts);
      continue;
    }
    const count = await runTests([join(FOLDER, name)]);
    counts.push(count);
    if (count.failed > 0) continue;
    passed[name] = { sources, counts: count };
    await Deno.mkdir(join(root, "artifacts"), { recursive: true });
    await Deno.writeTextFile(RECORD, JSON.stringify(passed, null, 2));
  }
  const all = addCounts([{ passed: 0, failed: 0 }, ...counts]);
  console.log(`${all.passed} passed, ${all.failed} failed`);
  return all.failed > 0 ? 1 : 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error((error as Error).message);
    Deno.exit(1);
  }
}
