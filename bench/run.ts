/**
 * `deno task bench NAME [--json]`: runs `bench/NAME.ts`, whose default export measures and returns metrics (medians).
 * With `--json` the report is the only thing on stdout. Benchmarks say what they do on stderr. One that exports `takes`
 * is given the numbers of these options: `--minutes 10` as `{ minutes: 10 }`.
 * @module
 */
import { readdirSync } from "node:fs";
import { describeMachine, type Machine } from "./machine.ts";
import type { Metrics } from "./measure.ts";

export interface Report {
  name: string;
  machine: Machine;
  metrics: Metrics;
}

/** Files beside this one that are no benchmarks. */
const HARNESS = ["machine", "measure", "run"];

export function benchNames(): string[] {
  const files = readdirSync(new URL(".", import.meta.url)).filter((file) => /^[a-z]+\.ts$/.test(file));
  return files.map((file) => file.replace(/\.ts$/, "")).filter((name) => !HARNESS.includes(name)).sort();
}

/** Numbers to four significant digits, one a line. */
function printReport({ name, machine, metrics }: Report): void {
  console.log(`${name} on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.runtime}`);
  const width = Math.max(...Object.keys(metrics).map((key) => key.length));
  for (const [key, value] of Object.entries(metrics)) {
    console.log(`  ${key.padEnd(width)}  ${value === null ? "(no peer)" : Number(value.toPrecision(4))}`);
  }
}

/** The numbers of options by name; null if there is anything else. */
function numbersOf(given: string[], names: readonly string[]): Record<string, number> | null {
  const numbers: Record<string, number> = {};
  for (let i = 0; i < given.length; i += 2) {
    const option = names.find((name) => given[i] === `--${name}`), value = Number(given[i + 1]);
    if (!option || !(value > 0)) return null;
    numbers[option] = value;
  }
  return numbers;
}

async function main(args: string[]): Promise<number> {
  const [name, ...given] = args.filter((arg) => arg !== "--json");
  const bench = benchNames().includes(name) ? await import(new URL(`./${name}.ts`, import.meta.url).href) : null;
  const options = bench && numbersOf(given, bench.takes ?? []);
  if (!options) {
    const own = bench?.takes?.map((option: string) => ` [--${option} N]`).join("") ?? "";
    console.error(`usage: deno task bench NAME [--json]${own}, NAME one of ${benchNames().join(", ")}`);
    return 2;
  }
  const report: Report = { name, machine: describeMachine(), metrics: await bench.default(options) };
  if (args.includes("--json")) console.log(JSON.stringify(report));
  else printReport(report);
  return 0;
}

// Benchmarks may leave workers behind.
if (import.meta.main) Deno.exit(await main(Deno.args));
