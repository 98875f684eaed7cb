/**
 * What a spectrum is called.
 * @module
 */
import type { SpectrumRun } from "../../core/signal/step_spectrum_spec.ts";

/** `mean over 4 s` */
export function runName({ seconds, statistic }: Pick<SpectrumRun, "seconds" | "statistic">): string {
  return `${statistic} over ${seconds} s`;
}
