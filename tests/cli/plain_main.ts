/**
 * `moodline` with a plain Compute, as a process of its own: to be killed and interrupted by tests.
 * Usage: plain_main.ts DELAY_MS MODEL command…
 * @module
 */
import { runCli } from "../../cli/main.ts";
import { selectKernels } from "../../kernels/select.ts";
import { plainCompute } from "./plain_compute.ts";

const [delayMs, defaultModelPath, ...args] = Deno.args;
const write = (stream: typeof Deno.stdout | typeof Deno.stderr) => (text: string) => {
  stream.writeSync(new TextEncoder().encode(text));
};
const compute = plainCompute({ delayMs: Number(delayMs) });
const code = await runCli(args, {
  openCompute: () => compute,
  openKernels: selectKernels,
  serve: () => Promise.resolve(0),
  stdout: write(Deno.stdout),
  stderr: write(Deno.stderr),
  cwd: Deno.cwd(),
  isTerminal: Deno.stderr.isTerminal(),
  defaultModelPath,
  version: "0",
});
Deno.exit(code);
