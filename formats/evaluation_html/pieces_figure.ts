/**
 * NLL of every piece beside that of the floor, the best predicted piece first.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import { mean } from "../../core/statistics.ts";
import { linearScale, roundTicks } from "../figures/scales.ts";
import { at, line, rule, type Svg } from "../figures/svg.ts";
import { chart, COLOURS, dashed, dot, key, note } from "./chart.ts";

const WIDTH = 940, TOP = 40, HEIGHT = 260, LEFT = 56, RIGHT = 12;
/** From how many pieces on there is no room for their names; hovering still tells them. */
const MOST_NAMED = 110, LONGEST_NAME = 14;

export function piecesFigure({ pieces }: EvaluationReport, system: string, floor: string): Svg {
  const floors = new Map(pieces[floor].map((score) => [score.piece, score.nllNats]));
  const rows = pieces[system].flatMap(({ piece, nllNats }) => {
    const other = floors.get(piece);
    return other === undefined ? [] : [{ piece, ours: nllNats, other }];
  }).sort((a, b) => a.ours - b.ours);
  const all = rows.flatMap(({ ours, other }) => [ours, other]);
  const low = Math.min(...all), high = Math.max(...all), room = 0.05 * (high - low) + 1e-3;
  const y = linearScale([low - room, high + room], [TOP + HEIGHT, TOP]);
  const step = Math.min(32, (WIDTH - LEFT - RIGHT) / rows.length), x = (i: number) => LEFT + (i + 0.5) * step;
  const end = LEFT + step * rows.length, named = rows.length <= MOST_NAMED;
  const longest = Math.min(LONGEST_NAME, rows.reduce((most, { piece }) => Math.max(most, piece.length), 0));
  const better = rows.filter(({ ours, other }) => ours < other).length;
  const means = { ours: mean(rows.map((row) => row.ours)), other: mean(rows.map((row) => row.other)) };
  return chart(
    { width: WIDTH, height: TOP + HEIGHT + 14 + (named ? 4.8 * longest : 0) },
    {
      title: `NLL of every piece by ${system}, beside ${floor}`,
      description: `${better} of ${rows.length} pieces are predicted better than by ${floor}.`,
    },
    key(LEFT, 20, [
      { name: `${system} where it is better`, colour: COLOURS.better },
      { name: "where it is worse", colour: COLOURS.worse },
      { name: floor, colour: COLOURS.other, hollow: true },
    ]),
    note(WIDTH - RIGHT, 20, `better on ${better} of ${rows.length}; dashed: the means`, { anchor: "end" }),
    ...roundTicks(low - room, high + room, 6).flatMap((tick) => [
      rule(LEFT, y(tick), end, y(tick), COLOURS.line),
      note(LEFT - 6, y(tick) + 3.5, tick.toFixed(1), { anchor: "end", size: 10 }),
    ]),
    note(LEFT - 38, TOP + HEIGHT / 2, "NLL of a rating, nats", { anchor: "middle", turned: true }),
    dashed(LEFT, y(means.ours), end, y(means.ours), COLOURS.ours),
    dashed(LEFT, y(means.other), end, y(means.other), COLOURS.other),
    ...rows.flatMap(({ piece, ours, other }, i) => {
      const colour = ours < other ? COLOURS.better : COLOURS.worse;
      const title = `${piece}: ${ours.toFixed(3)}, ${floor} ${other.toFixed(3)}`;
      return [
        line([[x(i), y(other)], [x(i), y(ours)]], colour, 1.25),
        dot(x(i), y(other), COLOURS.other, { radius: 2.5, hollow: true, title }),
        dot(x(i), y(ours), colour, { radius: 3.25, title }),
        ...(named ? [at(0, 0, nameBelow(x(i), TOP + HEIGHT + 8, piece))] : []),
      ];
    }),
  );
}

/** Turned by a quarter, its end at the axis. */
function nameBelow(x: number, y: number, piece: string): Svg {
  const short = piece.length > LONGEST_NAME ? `${[...piece].slice(0, LONGEST_NAME - 1).join("")}…` : piece;
  return note(x + 3, y, short, { size: 8, turned: true, anchor: "end" });
}
