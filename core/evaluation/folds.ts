/**
 * Folds: which pieces are held out together, and whose ratings of them.
 * @module
 */
import type { TrainingPiece } from "../model/training_piece.ts";

/** What is new to the model when it is scored. */
export const TASKS = { songs: "unseen songs", "songs-and-raters": "unseen songs and raters" } as const;
export type Task = keyof typeof TASKS;

/** Who is held out with whom. */
export interface FoldPlan {
  /** Names of the pieces of each fold, ascending. */
  folds: string[][];
  /** Names of the raters held out with each fold; null when raters are not held out beside the pieces. */
  raterFolds: string[][] | null;
  /** How the pieces were dealt, a sentence. */
  rule: string;
  /** What the reader must know of the task, sentences; none if empty. */
  notes: string[];
}

export interface FoldOptions {
  count: number;
  /** Group (artist, album, game) of each piece: a group is never divided. Without, every piece is on its own. */
  groups?: ReadonlyMap<string, string>;
  task?: Task;
}

const byName = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;
const distinct = (names: Iterable<string>) => [...new Set(names)].sort(byName);

/** Item i of the sorted list in fold i modulo the number of folds. */
function deal(sorted: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, fold) => sorted.filter((_, i) => i % count === fold));
}

/**
 * Pieces into folds: sorted by name, index modulo `count`; with groups the groups are sorted and dealt so, and their pieces
 * follow them.
 * @throws RangeError if there are fewer pieces or groups than folds, the folds are no whole number ≥ 2, or a piece has no group.
 */
export function dealPieces(pieces: readonly string[], { count, groups }: FoldOptions): string[][] {
  const groupOf = (piece: string) => {
    const group = groups === undefined ? piece : groups.get(piece);
    if (group !== undefined) return group;
    throw new RangeError(`Cannot deal folds: every piece must have a group, current value of ${piece} is nothing`);
  };
  const units = distinct(pieces.map(groupOf));
  if (!(Number.isInteger(count) && count >= 2 && count <= units.length)) {
    throw new RangeError(
      `Cannot cross-validate: folds must be an integer in 2 … ${units.length} (the number of ${
        groups ? "groups" : "pieces"
      }), current value is ${count}`,
    );
  }
  return deal(units, count).map((fold) => {
    const own = new Set(fold);
    return distinct(pieces.filter((piece) => own.has(groupOf(piece))));
  });
}

/**
 * The folds of a task. For unseen raters, those who rated are sorted by name and dealt index modulo `count` too; fold k holds out
 * its pieces *and* its raters, and is scored on what its raters said of its pieces: of the count² pairs of a piece fold and a rater
 * fold the diagonal, so that it costs as many trainings as unseen songs do. Where nobody rated pieces of two folds, a held-out
 * piece's raters are unseen already: nobody is left out then, and every rating is scored.
 * @throws RangeError as {@link dealPieces}, and for unseen raters if who rated is not known.
 */
export function planFolds(
  pieces: readonly Pick<TrainingPiece, "name" | "series" | "targets">[],
  options: FoldOptions,
): FoldPlan {
  const { count, groups, task = "songs" } = options;
  const folds = dealPieces(pieces.map(({ name }) => name), options);
  const rule = groups ? "groups sorted by name, index modulo folds" : "pieces sorted by name, index modulo folds";
  if (pieces.some(({ targets }) => targets)) {
    if (task === "songs") return { folds, raterFolds: null, rule, notes: ["Who rated is not known."] };
    throw new RangeError(
      "Cannot hold out raters: who rated must be known, current value is means and deviations (evaluate unseen songs)",
    );
  }
  const foldOf = new Map(folds.flatMap((names, fold) => names.map((name) => [name, fold] as const)));
  const met = new Map<string, Set<number>>();
  for (const { name, series } of pieces) {
    for (const { annotator } of series) {
      met.set(annotator, (met.get(annotator) ?? new Set<number>()).add(foldOf.get(name)!));
    }
  }
  const crossing = [...met.values()].filter((own) => own.size > 1).length;
  if (crossing === 0) {
    const notes = [
      "Nobody rated pieces of two folds: unseen songs are judged by unseen raters, the two tasks are the same.",
    ];
    return { folds, raterFolds: null, rule, notes };
  }
  if (task === "songs") {
    const notes = [
      `${crossing} of ${met.size} raters rated pieces of several folds: the model has learned from raters who judge it.`,
    ];
    return { folds, raterFolds: null, rule, notes };
  }
  const notes = [
    "Raters sorted by name, index modulo folds. Fold k is trained without its pieces and its raters, and scored on what " +
    "its raters said of its pieces (the diagonal of piece folds × rater folds).",
  ];
  return { folds, raterFolds: deal(distinct(met.keys()), count), rule, notes };
}

/** What fold k learns from, and what it is scored on: pieces with the ratings that count. */
export function splitFold<P extends Pick<TrainingPiece, "name" | "series">>(
  pieces: readonly P[],
  { folds, raterFolds }: FoldPlan,
  fold: number,
): { training: P[]; heldOut: P[] } {
  const held = new Set(folds[fold]), raters = new Set(raterFolds?.[fold]);
  const inFold = pieces.filter(({ name }) => held.has(name)), outside = pieces.filter(({ name }) => !held.has(name));
  if (raterFolds === null) return { training: outside, heldOut: inFold };
  const keep = (own: P[], unseen: boolean) =>
    own.map((piece) => ({ ...piece, series: piece.series.filter(({ annotator }) => raters.has(annotator) === unseen) }))
      .filter(({ series }) => series.length > 0);
  return { training: keep(outside, false), heldOut: keep(inFold, true) };
}
