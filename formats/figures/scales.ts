/**
 * Axes: from values to places, and where their ticks are.
 * @module
 */

export interface Scale {
  (value: number): number;
}

/** From [low, high] to [start, end]; a domain of no length lies in the middle. */
export function linearScale([low, high]: [number, number], [start, end]: [number, number]): Scale {
  return (value) => high > low ? start + (value - low) / (high - low) * (end - start) : (start + end) / 2;
}

/** As {@link linearScale} of the logarithms; low > 0. */
export function logScale([low, high]: [number, number], range: [number, number]): Scale {
  const scale = linearScale([Math.log(low), Math.log(high)], range);
  return (value) => scale(Math.log(value));
}

/** Round values within [low, high], about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  // Steps below the rounding of the values would never get anywhere.
  if (!(rough > 1e-12 * Math.max(Math.abs(low), Math.abs(high)) && rough < Infinity)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough)),
    step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough)!;
  const ticks: number[] = [];
  // Products, not sums, so that 0.3 is not 0.30000000000000004.
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** 1, 2 and 5 times powers of ten within [low, high]. */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10) {
    ticks.push(...[1, 2, 5].map((n) => n * power).filter((tick) => tick >= low && tick <= high));
  }
  return ticks;
}

/** `50`, `2k`: a frequency in Hz, short. */
export function shortHz(hz: number): string {
  return hz >= 1000 ? `${Number((hz / 1000).toPrecision(2))}k` : String(Math.round(hz));
}

/** `+0.12`, `−3`, `0`: with a real minus sign. */
export function signedText(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals);
  if (Number(digits) === 0) return digits;
  return (value < 0 ? "−" : "+") + digits;
}

/** `0:07`, `1:02:03`. */
export function timeText(seconds: number): string {
  const whole = Math.floor(seconds), [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0
    ? `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}`
    : `${m}:${String(s).padStart(2, "0")}`;
}
