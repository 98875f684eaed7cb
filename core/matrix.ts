/**
 * Arrays with a shape.
 * @module
 */

/** A dense row-major array of numbers. The product of `shape` is `data.length`. */
export interface Tensor {
  shape: number[];
  data: Float32Array | Float64Array | Int32Array;
}

/** A dense row-major matrix. */
export interface Matrix {
  rows: number;
  columns: number;
  /** [rows, columns] */
  data: Float32Array | Float64Array;
}
