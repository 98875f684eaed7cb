/**
 * The calibration errors of maps that are exactly right, by what is rated of so few pieces: `deno task table:calibration
 * --annotations FILE` prints the table of `docs/limits.md`.
 *
 * A piece's population is, with a given share, its own raters as they are, else those of any piece; its maps are exactly the
 * population's. As many raters as the piece has are drawn from it, each with all they said, or a rating at a time.
 * @module
 */
import { groupByPiece, type RatingSeries } from "../core/annotation/series.ts";
import { CELL_COUNT, pointToCell } from "../core/emotion/grid.ts";
import { calibrate, type CalibrationPiece } from "../core/evaluation/calibration.ts";
import { type Random, seededRandom } from "../core/random.ts";
import { mean } from "../core/statistics.ts";
import { readAnnotationsCsv } from "../formats/annotations_csv.ts";
import { calledPath, toolCall } from "./tool_call.ts";

const OWN_SHARES = [0.25, 0.5], POPULATIONS = 8, FOLDS = 5;
/** Maps are above 0; so much of each is spread over all cells. */
const EVERYWHERE = 1e-4;

/** Raters of a piece who rated at the same times. */
interface Rated {
  name: string;
  raters: RatingSeries[];
  bins: number;
}

function mostAlike(name: string, series: readonly RatingSeries[]): Rated {
  const groups = [...Map.groupBy(series, ({ times }) => times.join()).values()];
  const raters = groups.reduce((most, group) => group.length > most.length ? group : most);
  return { name, raters, bins: raters[0].times.length };
}

/** What a rater says at a bin of a piece with so many, at the same share of their own. */
function saidAt({ arousal, valence }: RatingSeries, bin: number, bins: number) {
  const i = Math.floor((bin + 0.5) / bins * arousal.length);
  return { arousal: arousal[i], valence: valence[i] };
}

/** Frequencies of the cells at each bin of a piece with so many. */
function frequencies({ raters }: Rated, bins: number): Float64Array[] {
  return Array.from({ length: bins }, (_, bin) => {
    const map = new Float64Array(CELL_COUNT);
    for (const rater of raters) map[pointToCell(saidAt(rater, bin, bins))] += 1 / raters.length;
    return map;
  });
}

function populationMaps(pieces: readonly Rated[], own: number): Float64Array[][] {
  return pieces.map((piece) => {
    const all = pieces.map((other) => frequencies(other, piece.bins));
    return frequencies(piece, piece.bins).map((map, bin) =>
      map.map((share, cell) => {
        const said = own * share + (1 - own) * mean(all.map((maps) => maps[bin][cell]));
        return (1 - EVERYWHERE) * said + EVERYWHERE / CELL_COUNT;
      })
    );
  });
}

const anyOf = <T>(all: readonly T[], random: Random) => all[Math.floor(random.uniform() * all.length)];

function draw(
  pieces: readonly Rated[],
  maps: readonly Float64Array[][],
  { own, whole, random }: { own: number; whole: boolean; random: Random },
): CalibrationPiece[] {
  return pieces.map((piece, p) => {
    const rater = () => anyOf((random.uniform() < own ? piece : anyOf(pieces, random)).raters, random);
    const drawn = piece.raters.map(rater);
    const bins = maps[p].map((map, bin) => ({
      startSeconds: bin,
      endSeconds: bin + 1,
      map,
      points: drawn.map((one) => saidAt(whole ? one : rater(), bin, piece.bins)),
    }));
    return { piece: piece.name, fold: p % FOLDS, bins };
  });
}

const { options: { annotations } } = toolCall({ task: "table:calibration", needed: { annotations: "FILE" } });
const series = readAnnotationsCsv(await Deno.readTextFile(calledPath(annotations)));
const pieces = Array.from(groupByPiece(series), ([name, all]) => mostAlike(name, all)), random = seededRandom(1);
console.log("| own raters | drawn | eceMass, mean (least … most) | eceTopCell |");
console.log("|--:|---|---|--:|");
for (const own of OWN_SHARES) {
  const maps = populationMaps(pieces, own);
  for (const whole of [true, false]) {
    const found = Array.from({ length: POPULATIONS }, () => calibrate(draw(pieces, maps, { own, whole, random })));
    const masses = found.map(({ eceMass }) => eceMass);
    const [middle, least, most] = [mean(masses), Math.min(...masses), Math.max(...masses)].map((ece) => ece.toFixed(3));
    console.log(
      `| ${100 * own} % | ${whole ? "whole series" : "single ratings"} | ${middle} (${least} … ${most}) | ` +
        `${mean(found.map(({ eceTopCell }) => eceTopCell)).toFixed(3)} |`,
    );
  }
}
