/** What layers of units and their training need beside products, on the WASM kernels. @module */
import { checkAscent, checkCompare, checkGather, checkNormal, checkRow, checkSample } from "../core/kernel_checks.ts";
import type { Kernels } from "../core/kernels.ts";
import type { Arena } from "./arena.ts";
import type { Pool } from "./pool.ts";
import { type Range, splitRange } from "./split.ts";

/** Elements a cache line holds: threads that write side by side do not share one. */
const LINE_FLOATS = 16;

/** What an element costs, in the time of the multiply-adds that {@link splitRange} counts in. */
const SIGMOID_COST = 40, SAMPLE_COST = 20, NORMAL_COST = 60, COPY_COST = 8;

type RowKernels = Pick<
  Kernels,
  | "sigmoidInto"
  | "addRowInto"
  | "sigmoidRowInto"
  | "sampleInto"
  | "sigmoidSampleInto"
  | "normalInto"
  | "compareRowsInto"
  | "ascendInto"
  | "gatherRowsInto"
>;

/** Every element depends on its own operands and its own number alone, so each thread takes a range of them. */
export function rowKernels(arena: Arena, pool: Pool): RowKernels {
  const split = (length: number, granule: number, operations: number): Range[] =>
    splitRange(length, pool.threads, granule, operations);
  const elements = (count: number, cost: number) => split(count, LINE_FLOATS, count * cost);
  const rowsOf = (rows: number, columns: number, cost: number) => split(rows, 1, rows * columns * cost);
  return {
    sigmoidInto(x) {
      arena.lend((loan) => {
        const X = loan.update(x);
        pool.run(elements(x.length, SIGMOID_COST).map(({ from, to }) => ["sigmoid", to - from, X + 4 * from]));
      });
    },

    addRowInto(x, row) {
      const rows = checkRow(x, row), U = row.length;
      arena.lend((loan) => {
        const X = loan.update(x), R = loan.read(row);
        pool.run(
          rowsOf(rows, U, COPY_COST).map(({ from, to }) => ["addRows", to - from, U, X + 4 * from * U, R]),
        );
      });
    },

    sigmoidRowInto(x, row) {
      const rows = checkRow(x, row), U = row.length;
      arena.lend((loan) => {
        const X = loan.update(x), R = loan.read(row);
        pool.run(
          rowsOf(rows, U, SIGMOID_COST).map(({ from, to }) => ["sigmoidRows", to - from, U, X + 4 * from * U, R]),
        );
      });
    },

    sampleInto(probabilities, state, samples) {
      checkSample(probabilities, state, samples);
      const [key, position] = state;
      arena.lend((loan) => {
        const P = loan.read(probabilities), out = loan.write(samples);
        pool.run(
          elements(samples.length, SAMPLE_COST).map(({ from, to }) => {
            return ["bernoulli", to - from, P + 4 * from, key, position + from, out + 4 * from];
          }),
        );
      });
      state[1] += samples.length;
    },

    sigmoidSampleInto(x, row, state, samples) {
      const rows = checkRow(x, row), U = row.length, [key, position] = state;
      checkSample(x, state, samples);
      arena.lend((loan) => {
        const X = loan.update(x), R = loan.read(row), out = loan.write(samples);
        pool.run(
          rowsOf(rows, U, SIGMOID_COST + SAMPLE_COST).map(({ from, to }) => {
            const at = 4 * from * U;
            return ["sigmoidSampleRows", to - from, U, X + at, R, key, position + from * U, out + at];
          }),
        );
      });
      state[1] += samples.length;
    },

    normalInto(state, out) {
      checkNormal(state);
      const [key, position] = state;
      arena.lend((loan) => {
        const Y = loan.write(out);
        pool.run(
          elements(out.length, NORMAL_COST).map(({ from, to }) => {
            return ["normals", to - from, key, position + from, Y + 4 * from];
          }),
        );
      });
      state[1] += out.length;
    },

    compareRowsInto(x, y, differences) {
      const rows = checkCompare(x, y, differences), U = differences.length;
      const squares = new Float64Array(pool.threads);
      arena.lend((loan) => {
        const X = loan.read(x), Y = loan.read(y), D = loan.write(differences), S = loan.update(squares);
        // By columns: each thread has its own sums.
        const ranges = split(U, LINE_FLOATS, rows * U * COPY_COST);
        pool.run(ranges.map(({ from, to }, i) => {
          const at = 4 * from;
          return ["compareRows", rows, to - from, U, X + at, Y + at, D + at, S + 8 * i];
        }));
      });
      return squares.reduce((sum, square) => sum + square, 0);
    },

    ascendInto(x, speed, step) {
      checkAscent(x, speed, step);
      const { momentum, up, down, decay } = step;
      arena.lend((loan) => {
        const X = loan.update(x), V = loan.update(speed);
        const P = loan.read(step.positive), N = loan.read(step.negative);
        pool.run(
          elements(x.length, COPY_COST).map(({ from, to }) => {
            const [a, b, c, d] = [X, V, P, N].map((address) => address + 4 * from);
            return ["ascend", to - from, a, b, c, d, momentum, up, down, decay];
          }),
        );
      });
    },

    gatherRowsInto(x, indices, out) {
      const U = checkGather(x, indices, out);
      if (U === 0) return;
      arena.lend((loan) => {
        const X = loan.read(x), I = loan.read(indices), Y = loan.write(out);
        pool.run(
          rowsOf(indices.length, U, COPY_COST).map(({ from, to }) => {
            return ["gatherRows", to - from, U, X, I + 4 * from, Y + 4 * from * U];
          }),
        );
      });
    },
  };
}
