/**
 * Columns of bytes at ever coarser levels, cut into tiles: what a picture of hours is painted from at any zoom.
 * @module
 */

/** What the columns are, and how two of them become one of the next level. */
export interface PyramidSpec {
  /** Bytes of a column. */
  width: number;
  /** Columns of a tile, even. */
  tileColumns: number;
  /** Byte `at` of the column that stands for the two that hold `first` and `second` there. */
  merge(first: number, second: number, at: number): number;
}

/** A tile is done: [columns, width]; the array is used again afterwards. */
export type TileSink = (level: number, bytes: Uint8Array) => void;

export interface Pyramid {
  /** @param columns [any number, width] */
  push(columns: Uint8Array): void;
  /** Emit what is left. @returns columns of each level, the finest first; the last level has one tile. */
  finish(): number[];
}

interface Level {
  tile: Uint8Array;
  /** Columns that are in the tile, and in the tiles before it. */
  filled: number;
  before: number;
}

/**
 * Column c of level k + 1 stands for columns 2c and 2c + 1 of level k; a last one without a partner stays as it is. Levels go
 * on until one tile holds a whole level. The tiles of a level are emitted in order, those of several levels mixed, in bounded
 * memory: a tile a level. Cost about two bytes merged for each pushed. Nothing pushed gives one level without columns.
 * @throws RangeError if `tileColumns` is odd or not positive.
 * @example
 * ```ts
 * import { createPyramid } from "./pyramid.ts";
 * const tiles: string[] = [];
 * const pyramid = createPyramid({ width: 1, tileColumns: 2, merge: Math.max }, (level, bytes) => tiles.push(`${level}: ${bytes}`));
 * pyramid.push(Uint8Array.of(1, 5, 3));
 * if (pyramid.finish().join() !== "3,2") throw new Error("three columns, then two");
 * if (tiles.join("; ") !== "0: 1,5; 0: 3; 1: 5,3") throw new Error(tiles.join("; "));
 * ```
 */
export function createPyramid({ width, tileColumns, merge }: PyramidSpec, emit: TileSink): Pyramid {
  if (!(tileColumns > 0 && tileColumns % 2 === 0)) {
    throw new RangeError(
      `Cannot build a pyramid: tileColumns must be even and positive, current value is ${tileColumns}`,
    );
  }
  const levels: Level[] = [];
  const halves: Uint8Array[] = [];

  function levelAt(index: number): Level {
    return levels[index] ??= { tile: new Uint8Array(tileColumns * width), filled: 0, before: 0 };
  }

  function pushTo(index: number, columns: Uint8Array): void {
    const level = levelAt(index);
    for (let at = 0; at < columns.length;) {
      // Not before there is more: a level of one tile is the last.
      if (level.filled === tileColumns) flush(index);
      const part = columns.subarray(at, at + (tileColumns - level.filled) * width);
      level.tile.set(part, level.filled * width);
      level.filled += part.length / width;
      at += part.length;
    }
  }

  function flush(index: number): void {
    const level = levels[index], bytes = level.tile.subarray(0, level.filled * width);
    emit(index, bytes);
    const half = halves[index] ??= new Uint8Array(tileColumns / 2 * width), columns = Math.ceil(level.filled / 2);
    for (let column = 0; column < columns; column++) {
      const first = 2 * column * width, second = 2 * column + 1 < level.filled ? first + width : first;
      for (let at = 0; at < width; at++) {
        half[column * width + at] = merge(bytes[first + at], bytes[second + at], at);
      }
    }
    level.before += level.filled;
    level.filled = 0;
    pushTo(index + 1, half.subarray(0, columns * width));
  }

  return {
    push: (columns) => pushTo(0, columns),
    finish() {
      levelAt(0);
      const columns: number[] = [];
      for (let index = 0; index < levels.length; index++) {
        const level = levels[index], last = level.before === 0;
        columns.push(level.before + level.filled);
        if (!last) flush(index);
        else if (level.filled > 0) emit(index, level.tile.subarray(0, level.filled * width));
      }
      return columns;
    },
  };
}
