/**
 * `deno task ok`: the gate that every change goes through. Cheap checks first; when one of them fails, the tests wait.
 * @module
 */
import { root } from "./source_files.ts";

const CHECKS: { name: string; args: string[] }[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "layers", args: ["task", "layers"] },
  { name: "types", args: ["check"] },
];

/** Says how it went, and shows what a failed command printed. */
async function passes({ name, args }: typeof CHECKS[number]): Promise<boolean> {
  const started = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).output();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name.padEnd(8)} ${success ? "ok" : "FAILED"} (${seconds} s)`);
  if (!success) {
    await Deno.stdout.write(stdout);
    await Deno.stderr.write(stderr);
  }
  return success;
}

async function main(): Promise<number> {
  let failed = 0;
  for (const check of CHECKS) if (!await passes(check)) failed++;
  if (failed > 0) {
    console.log(`${CHECKS.length - failed} of ${CHECKS.length} checks passed; the tests were not run`);
    return 1;
  }
  const { code } = await new Deno.Command(Deno.execPath(), { args: ["task", "test"], cwd: root }).spawn().status;
  return code;
}

if (import.meta.main) Deno.exit(await main());
