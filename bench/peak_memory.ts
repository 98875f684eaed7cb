/**
 * How much memory a process has needed.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";

const STATUS = "/proc/self/status";

/** The most resident memory that this process has had, in MB (2²⁰ bytes); null where the system does not tell. */
export function peakMb(): number | null {
  if (!existsSync(STATUS)) return null;
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(STATUS, "utf8")) ?? [];
  return kilobytes ? Number(kilobytes) / 1024 : null;
}
