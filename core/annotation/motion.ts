/**
 * How far emotion moves from one step to the next.
 * @module
 */
import { CELL_COUNT, GRID_SIZE } from "../emotion/grid.ts";
import { normalCdf } from "../normal.ts";

/** Displacements on one axis: -10 … 10 cells. */
const REACH = 2 * GRID_SIZE - 1;

/** A line over time: ratings of one annotator, or the means of several. N points. */
export interface Track {
  /** [N] in seconds, strictly ascending; each point holds until the next. */
  times: Float64Array;
  /** [N] in [-1, 1]. */
  arousal: Float64Array;
  valence: Float64Array;
}

/** How far points move in a step. */
export interface Motion {
  /** Share of each displacement (cells up in arousal, cells right in valence), [21, 21], the middle is none; sum 1. */
  displacements: Float64Array;
  /** Seconds of a step. */
  stepSeconds: number;
  /** How many moves were seen; 0 for one that was not measured. */
  moves: number;
  /** Root mean square of a move on each axis, units of the plane. */
  arousalMove: number;
  valenceMove: number;
}

/**
 * The motion of lines: for each the points in force at the middles of successive steps (as labels are taken, `labels.ts`), the
 * difference d of both, and the share of each displacement in cells.
 *
 * A move smaller than a cell changes the cell or not, depending on where in the cell it begins. That is taken to be anywhere in
 * it with the same probability: a move of x cells, floor(x) = k, counts as k with share 1 - (x - k) and as k + 1 with x - k, on
 * each axis, so that the mean displacement is exact. Each line is followed from its first step to its last point.
 *
 * Means over raters move less than raters do: what is each one's own averages out (DEAM's means move by a fifth of what single
 * raters of VGMIDI do). A chain drawn to means' motion is stiffer than one that describes listeners.
 * @throws RangeError if no line lasts for two steps, or the step is not > 0.
 */
export function motionOf(tracks: Iterable<Track>, stepSeconds: number): Motion {
  if (!(stepSeconds > 0)) {
    throw new RangeError(`Cannot measure motion: stepSeconds must be > 0, current value is ${stepSeconds}`);
  }
  const displacements = new Float64Array(REACH * REACH);
  let moves = 0, arousalSquares = 0, valenceSquares = 0;
  for (const track of tracks) {
    for (const { arousal, valence } of movesOf(track, stepSeconds)) {
      moves++;
      arousalSquares += arousal * arousal;
      valenceSquares += valence * valence;
      addDisplacement(displacements, arousal * GRID_SIZE / 2, valence * GRID_SIZE / 2);
    }
  }
  if (moves === 0) {
    throw new RangeError(
      `Cannot measure motion: ratings must last for two steps of ${stepSeconds} s, current number of moves is 0`,
    );
  }
  const root = (squares: number) => Math.sqrt(squares / moves);
  return {
    displacements: displacements.map((count) => count / moves),
    stepSeconds,
    moves,
    arousalMove: root(arousalSquares),
    valenceMove: root(valenceSquares),
  };
}

/** Differences of the points in force at the middles of successive steps. */
function* movesOf(
  { times, arousal, valence }: Track,
  stepSeconds: number,
): Generator<{ arousal: number; valence: number }> {
  if (times.length === 0) return;
  let index = 0, previous = -1;
  // The first middle at which a point holds; the last that is not after the last point, or just one later.
  for (let step = Math.max(0, Math.ceil(times[0] / stepSeconds - 0.5));; step++) {
    const middle = (step + 0.5) * stepSeconds;
    while (index + 1 < times.length && times[index + 1] <= middle) index++;
    if (previous >= 0) {
      yield { arousal: arousal[index] - arousal[previous], valence: valence[index] - valence[previous] };
    }
    previous = index;
    if (index === times.length - 1) return;
  }
}

/** Share one move among the displacements about it. */
function addDisplacement(table: Float64Array, up: number, right: number): void {
  const rows = shares(up), columns = shares(right);
  for (const [row, rowShare] of rows) {
    for (const [column, columnShare] of columns) {
      table[(row + GRID_SIZE - 1) * REACH + column + GRID_SIZE - 1] += rowShare * columnShare;
    }
  }
}

/** Whole displacements about x cells, with their shares. */
function shares(cells: number): [displacement: number, share: number][] {
  // Moves across the whole plane are 11 cells; no two cells are further apart than 10.
  const x = Math.max(1 - GRID_SIZE, Math.min(GRID_SIZE - 1, cells)), low = Math.floor(x);
  return x === low ? [[low, 1]] : [[low, 1 - (x - low)], [low + 1, x - low]];
}

/** Share of a kernel that goes anywhere: motion that was never seen must stay possible. */
const ANYWHERE = 0.02;

/**
 * A motion as the likelihood of each transition between cells, symmetric (a step back is as likely as the step), rows of sum 1:
 *   K(r, s) ∝ (w(s - r) + w(r - s)) / 2 over the cells s that there are,   2 % of it anywhere.
 * @returns [121, 121], each > 0.
 */
export function motionKernel({ displacements }: Pick<Motion, "displacements">): Float64Array {
  const kernel = new Float64Array(CELL_COUNT * CELL_COUNT), middle = (REACH * REACH - 1) / 2;
  for (let r = 0; r < CELL_COUNT; r++) {
    const row = kernel.subarray(r * CELL_COUNT, (r + 1) * CELL_COUNT);
    for (let s = 0; s < CELL_COUNT; s++) {
      const up = Math.floor(s / GRID_SIZE) - Math.floor(r / GRID_SIZE), right = s % GRID_SIZE - r % GRID_SIZE;
      const d = up * REACH + right;
      row[s] = (displacements[middle + d] + displacements[middle - d]) / 2;
    }
    const sum = row.reduce((total, share) => total + share, 0);
    for (let s = 0; s < CELL_COUNT; s++) {
      row[s] = ANYWHERE / CELL_COUNT + (sum > 0 ? (1 - ANYWHERE) * row[s] / sum : s === r ? 1 - ANYWHERE : 0);
    }
  }
  return kernel;
}

/**
 * A kernel of which a share is another one.
 * @throws RangeError if the share is not in [0, 1].
 */
export function blendKernels(
  kernel: Float64Array,
  { kernel: other, share }: { kernel: Float64Array; share: number },
): Float64Array {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`Cannot blend motion: the share must be in [0, 1], current value is ${share}`);
  }
  return kernel.map((likelihood, i) => (1 - share) * likelihood + share * other[i]);
}

/**
 * How single raters move in a second where nothing is known of them: as VGMIDI's annotators do, measured over their 251,717
 * moves from second to second. 79 % stay where they are (their ratings hold for two seconds); the others move by .257 in
 * arousal and .232 in valence (root mean square), here taken as normal, though theirs have longer tails.
 */
export function usualRaterMotion(): Motion {
  const stay = 0.79, arousal = 0.257, valence = 0.232;
  const axis = (deviation: number) =>
    Float64Array.from({ length: REACH }, (_, i) => {
      const cells = deviation * GRID_SIZE / 2, d = i - GRID_SIZE + 1;
      return normalCdf((d + 0.5) / cells) - normalCdf((d - 0.5) / cells);
    });
  const up = axis(arousal), right = axis(valence);
  const displacements = Float64Array.from(
    { length: REACH * REACH },
    (_, i) => (1 - stay) * up[Math.floor(i / REACH)] * right[i % REACH],
  );
  displacements[(displacements.length - 1) / 2] += stay;
  const total = displacements.reduce((sum, share) => sum + share, 0), moved = Math.sqrt(1 - stay);
  return {
    displacements: displacements.map((share) => share / total),
    stepSeconds: 1,
    moves: 0,
    arousalMove: moved * arousal,
    valenceMove: moved * valence,
  };
}
