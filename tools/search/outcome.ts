/**
 * What came of a search, read from its log.
 * @module
 */

/** Figures that the page shows, of `SystemScore`. */
export interface SearchFigures {
  pieces: number;
  ratings: number;
  nllNats: number;
  pieceDistance: number;
  coverage80: number;
  rArousal: number | null;
  rValence: number | null;
  withinArousal: number | null;
  withinValence: number | null;
}

/** A recipe chosen on some pieces. */
export interface Choice {
  place: string;
  /** Option of each axis. */
  chosen: Record<string, string>;
  /** NLL by which it was chosen: cross-validated on the same pieces, the least of all trials there. */
  trialNll: number;
  /** On the pieces that were held out; not of the choice on all. */
  heldOut?: SearchFigures;
}

export interface SearchOutcome {
  outer: Choice[];
  all: Choice;
  nested: SearchFigures;
  trials: number;
  trialHours: number;
  origin: { seed: number; kernels: string };
}

interface Line {
  place: string;
  recipe?: unknown;
  origin?: SearchOutcome["origin"];
  figures?: SearchFigures;
  seconds?: number;
  chosen?: Record<string, string>;
}

/**
 * The newest search of a log: of a place that was searched several times the last choice counts, and trials of the last trial's
 * origin alone.
 * @throws SyntaxError for a line that is no JSON.
 * @throws RangeError for a log that does not end with the choice on all pieces.
 */
export function searchOutcome(text: string): SearchOutcome {
  const lines: Line[] = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  const origin = lines.findLast(({ recipe }) => recipe)?.origin, key = JSON.stringify(origin);
  const trials = lines.filter((line) => line.recipe && JSON.stringify(line.origin) === key);
  const figures = new Map(lines.flatMap(({ place, recipe, figures }) => recipe || !figures ? [] : [[place, figures]]));
  const chosen = new Map(lines.flatMap(({ place, chosen }) => chosen ? [[place, chosen]] : []));
  const choices = [...chosen].map(([place, options]): Choice => ({
    place,
    chosen: options,
    trialNll: Math.min(...trials.flatMap((trial) => trial.place === place ? [trial.figures!.nllNats] : [])),
    heldOut: figures.get(`${place}, held out`),
  }));
  const nested = figures.get("nested"), all = choices.find(({ place }) => place === "all pieces");
  const last = lines.at(-1);
  if (!origin || !nested || !all || last?.place !== "all pieces" || !last.chosen) {
    throw new RangeError(
      "Cannot tell what came of the search: its log must end with the choice on all pieces, " +
        `current last line is of ${last?.place ?? "nothing"} (does it still run?)`,
    );
  }
  const seconds = trials.reduce((sum, trial) => sum + (trial.seconds ?? 0), 0);
  const outer = choices.filter(({ heldOut }) => heldOut);
  return { outer, all, nested, trials: trials.length, trialHours: seconds / 3600, origin };
}
