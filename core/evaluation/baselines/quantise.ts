/**
 * Numbers as nominal features, as CRF++ needs them: which of a few equally full bins a number lies in.
 * @module
 */

/** Bins of each column. */
export interface Bins {
  /** Bins a column, ≥ 2. */
  count: number;
  /** For each column the count - 1 values at which a bin ends and the next begins, ascending. */
  edges: Float64Array[];
}

/**
 * Bins that hold about as many rows each. A column of few different values has bins that stay empty.
 * @param tables each [rows, columns], at least one row in all.
 * @throws RangeError if there are no rows, or not at least 2 bins.
 */
export function quantileBins(tables: readonly Float64Array[], columns: number, count: number): Bins {
  const rows = tables.reduce((sum, { length }) => sum + length, 0) / columns;
  if (!(rows >= 1) || !Number.isInteger(count) || count < 2) {
    throw new RangeError(
      `Cannot quantise: there must be a row, and an integer ≥ 2 of bins, current values are ${rows} and ${count}`,
    );
  }
  const edges = Array.from({ length: columns }, (_, column) => {
    const values = new Float64Array(rows);
    let row = 0;
    for (const table of tables) for (let i = column; i < table.length; i += columns) values[row++] = table[i];
    values.sort();
    return Float64Array.from({ length: count - 1 }, (_, k) => values[Math.floor((k + 1) * rows / count)]);
  });
  return { count, edges };
}

/**
 * The nominal features that rows [T, columns] show, as indicators [T, columns·count]: column c in its bin b makes number
 * c·count + b of its step 1, and all others of c 0. Values beyond those that the bins were made of lie in the first or the last.
 */
export function indicators({ count, edges }: Bins, rows: Float64Array): Float64Array {
  const out = new Float64Array(rows.length * count);
  rows.forEach((value, i) => {
    const own = edges[i % edges.length];
    let bin = 0;
    while (bin < count - 1 && value >= own[bin]) bin++;
    out[i * count + bin] = 1;
  });
  return out;
}
