/**
 * How well two raters agree, on average.
 * @module
 */
import type { RatingTable } from "./rating_table.ts";

/** Fewer common units are always in line. */
const LEAST_UNITS = 3;

/**
 * Mean over pairs of raters of the concordance correlation coefficient 2·s_xy / (s_x² + s_y² + (x̄ − ȳ)²) (Lin 1989) of the units
 * that both have rated, at least 3. A pair that does not move at all, in two different places, has 0. O(raters²·units)
 * @returns -1 … 1; null without such a pair, or if all that there are say the same all the time.
 */
export function pairwiseConcordance({ units, raters, values }: RatingTable): number | null {
  const columns = Array.from(
    { length: raters },
    (_, r) => Float64Array.from({ length: units }, (_, u) => values[u * raters + r]),
  )
    .filter((column) => column.filter((value) => !Number.isNaN(value)).length >= LEAST_UNITS);
  let sum = 0, pairs = 0;
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j < i; j++) {
      const value = concordanceOf(columns[i], columns[j]);
      if (value === null) continue;
      sum += value;
      pairs++;
    }
  }
  return pairs > 0 ? sum / pairs : null;
}

function concordanceOf(x: Float64Array, y: Float64Array): number | null {
  let n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (let u = 0; u < x.length; u++) {
    const a = x[u], b = y[u];
    if (a !== a || b !== b) continue;
    n++;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  if (n < LEAST_UNITS) return null;
  const apart = (sx - sy) / n, spread = (sxx - sx * sx / n + syy - sy * sy / n) / n + apart * apart;
  return spread > 1e-12 ? 2 * (sxy - sx * sy / n) / n / spread : null;
}
