/**
 * `deno task bench NAME [--json]`: runs `bench/NAME.ts`, whose default export measures and returns metrics (medians).
 * With `--json` the report is the only thing on stdout. Benchmarks say what they do on stderr.
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

async function main(args: string[]): Promise<number> {
  const names = args.filter((arg) => arg !== "--json"), json = args.includes("--json");
  if (names.length !== 1 || !benchNames().includes(names[0])) {
    console.error(`usage: deno task bench NAME [--json], NAME one of ${benchNames().join(", ")}`);
    return 2;
  }
  const { default: measure } = await import(new URL(`./${names[0]}.ts`, import.meta.url).href);
  const report: Report = { name: names[0], machine: describeMachine(), metrics: await measure() };
  if (json) console.log(JSON.stringify(report));
  else printReport(report);
  return 0;
}

// Benchmarks may leave workers behind.
if (import.meta.main) Deno.exit(await main(Deno.args));
