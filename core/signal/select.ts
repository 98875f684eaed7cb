/**
 * Partial sorting.
 * @module
 */

/**
 * Bring the `count` smallest values to the front, in no order, by quickselect (Hoare 1961) with a middle pivot: O(n) on
 * average, where sorting is O(n log n). Modifies `values`, which must hold no NaN.
 * @param count 0 … values.length
 * @returns the smallest values, a view of `values`.
 * @example
 * ```ts
 * import { selectSmallest } from "./select.ts";
 * const two = selectSmallest(Float32Array.of(5, 1, 4, 2), 2);
 * if (Math.max(...two) !== 2) throw new Error("1 and 2 are the smallest");
 * ```
 */
export function selectSmallest(values: Float32Array, count: number): Float32Array {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    // values[low … j] ≤ pivot ≤ values[i … high]
    if (count <= j) high = j;
    else if (count >= i) low = i;
    else break;
  }
  return values.subarray(0, count);
}
