/**
 * Directions in which the same thing looks different each time, to be ignored.
 * @module
 */
import { dot } from "../optimize/vector.ts";

const ITERATIONS = 60;

/**
 * The directions in which differences between views of the same things are largest: nuisance attribute projection (Solomonoff,
 * Campbell & Boardman 2005, without weights). Leading eigenvectors of Σ dᵀd by power iteration, each from the column of the
 * greatest diagonal of what the ones before left over. Cost O(M·D² + K·60·D²).
 * @param differences [M, D]
 * @returns orthonormal rows [K, D], K ≤ `count`: fewer where no difference is left.
 */
export function nuisanceDirections(differences: Float64Array, inputs: number, count: number): Float64Array {
  const D = inputs, moments = new Float64Array(D * D), found: Float64Array[] = [];
  for (let at = 0; at < differences.length; at += D) {
    for (let i = 0; i < D; i++) {
      const difference = differences[at + i];
      for (let j = 0; j < D; j++) moments[i * D + j] += difference * differences[at + j];
    }
  }
  const trace = () => moments.reduce((sum, value, at) => at % (D + 1) === 0 ? sum + value : sum, 0), whole = trace();
  while (found.length < Math.min(count, D) && trace() > 1e-12 * whole) {
    const direction = leadingDirection(moments, D), length = dot(times(moments, direction), direction);
    for (let i = 0; i < D; i++) for (let j = 0; j < D; j++) moments[i * D + j] -= length * direction[i] * direction[j];
    // Rounding lets the ones before back in.
    found.push(unit(withoutDirections(direction, Float64Array.from(found.flatMap((one) => [...one])))));
  }
  return Float64Array.from(found.flatMap((one) => [...one]));
}

function leadingDirection(moments: Float64Array, D: number): Float64Array {
  let largest = 0;
  for (let i = 1; i < D; i++) if (moments[i * (D + 1)] > moments[largest * (D + 1)]) largest = i;
  let direction: Float64Array = unit(moments.slice(largest * D, (largest + 1) * D));
  for (let i = 0; i < ITERATIONS; i++) direction = unit(times(moments, direction));
  return direction;
}

function times(moments: Float64Array, vector: Float64Array): Float64Array {
  const D = vector.length;
  return vector.map((_, i) => dot(moments.subarray(i * D, (i + 1) * D), vector));
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return vector.map((value) => value / length);
}

/** Rows [N, D] without what they have of orthonormal directions [K, D]; D = rows' length for a single one. */
export function withoutDirections(rows: Float64Array, directions: Float64Array, inputs = rows.length): Float64Array {
  const out = Float64Array.from(rows);
  for (let at = 0; at < rows.length; at += inputs) {
    const row = out.subarray(at, at + inputs);
    for (let k = 0; k < directions.length; k += inputs) {
      const direction = directions.subarray(k, k + inputs), share = dot(row, direction);
      for (let d = 0; d < inputs; d++) row[d] -= share * direction[d];
    }
  }
  return out;
}
