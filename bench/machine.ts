/**
 * The machine that a benchmark ran on: figures mean little without it.
 * @module
 */
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";

export interface Machine {
  cpu: string;
  /** Cores that this process may use. */
  cores: number;
  memoryGb: number;
  os: string;
  runtime: string;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${release()} ${arch()}`,
    runtime: `deno ${Deno.version.deno}, v8 ${Deno.version.v8}`,
  };
}
