/**
 * The scale of a file's ratings: the user names it, the values only show which can not be.
 * @module
 */
import type { CsvTable } from "../csv_table.ts";
import type { RatingScale } from "../import_options.ts";

/** Scales in use. */
const USUAL: readonly RatingScale[] = [[-1, 1], [0, 1], [1, 5], [1, 7], [1, 9], [0, 10], [0, 100], [-100, 100]]
  .map(([low, high]) => ({ low, high }));

/**
 * The scale that was named.
 * @throws RangeError if none was, with the range of the values and the usual scales that hold it: values between 1 and 5 fit
 * scales to 5, 7, 9 and 10, and only people know which it was.
 */
export function requireScale(
  table: CsvTable,
  { arousal, valence }: Record<"arousal" | "valence", { at: number }>,
  scale: RatingScale | undefined,
): RatingScale {
  if (scale) return scale;
  let low = Infinity, high = -Infinity;
  for (const { cells } of table.rows) {
    for (const { at } of [arousal, valence]) {
      const value = Number.parseFloat((cells[at] ?? "").replace(",", "."));
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const fitting = USUAL.filter((one) => one.low <= low && high <= one.high).map((one) => `${one.low}..${one.high}`);
  return table.fail(
    RangeError,
    "--scale must name the scale of arousal and valence, LOW..HIGH",
    `current values go from ${low} to ${high}` + (fitting.length > 0 ? ` (is it ${orList(fitting)}?)` : ""),
  );
}

function orList(items: string[]): string {
  return items.length === 1 ? items[0] : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}
