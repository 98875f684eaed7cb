/**
 * Differences from the first system with their intervals: a forest plot for each figure.
 * @module
 */
import type { Interval } from "../../core/evaluation/bootstrap.ts";
import { linearScale, roundTicks, signedText } from "../figures/scales.ts";
import { line, rule, type Svg } from "../figures/svg.ts";
import { chart, COLOURS, dot, note } from "./chart.ts";

const WIDTH = 500, LEFT = 165, HEAD = 40, ROW = 22, FOOT = 34;
/** Beside the plot, for the intervals as text; of 10 nats and more they are longer than of others. */
const LEAST_TEXT = 145, LETTER = 6, GAP = 10;

/** What an interval allows to be said of the other system. */
export function verdict({ low, high }: Interval): "better" | "worse" | "not settled" {
  return high < 0 ? "better" : low > 0 ? "worse" : "not settled";
}

/**
 * @param name of the figure, with its unit.
 * @param rows system and its difference, above 0 is worse; at least one.
 */
export function differencesFigure(
  name: string,
  first: string,
  rows: readonly { system: string; difference: Interval }[],
): Svg {
  const ends = rows.flatMap(({ difference }) => [difference.low, difference.high, 0]);
  const low = Math.min(...ends), high = Math.max(...ends), room = 0.06 * (high - low) + 1e-4;
  const longest = Math.max(...rows.map(({ difference }) => intervalText(difference).length));
  const right = WIDTH - GAP - Math.max(LEAST_TEXT, LETTER * longest);
  const x = linearScale([low - room, high + room], [LEFT, right]), bottom = HEAD + rows.length * ROW;
  const ticks = roundTicks(low - room, high + room, 4), decimals = decimalsOf(ticks);
  return chart(
    { width: WIDTH, height: bottom + FOOT },
    {
      title: `${name}: differences from ${first}`,
      description: rows.map(({ system, difference }) => `${system} ${intervalText(difference)}: ${verdict(difference)}`)
        .join("; "),
    },
    note(0, 18, name, { colour: COLOURS.text, bold: true, size: 12 }),
    ...ticks.flatMap((tick) => [
      rule(x(tick), HEAD - 8, x(tick), bottom, tick === 0 ? COLOURS.strongLine : COLOURS.line),
      note(x(tick), bottom + 15, signedText(tick, decimals), { anchor: "middle", size: 10 }),
    ]),
    note(x(0) - 6, bottom + 29, "← better", { anchor: "end", size: 10 }),
    note(x(0) + 6, bottom + 29, "worse →", { size: 10 }),
    ...rows.flatMap(({ system, difference }, i) => {
      const y = HEAD + i * ROW + ROW / 2, said = verdict(difference);
      const colour = said === "better" ? COLOURS.better : said === "worse" ? COLOURS.worse : COLOURS.muted;
      return [
        note(LEFT - 12, y + 4, shortName(system), { anchor: "end", colour: COLOURS.text }),
        line([[x(difference.low), y], [x(difference.high), y]], colour, 2),
        dot(x(difference.mean), y, colour, { radius: 4, title: `${system}: ${intervalText(difference)}, ${said}` }),
        note(right + GAP, y + 4, intervalText(difference), { size: 10 }),
      ];
    }),
  );
}

const LONGEST_NAME = 26;

function shortName(name: string): string {
  return name.length > LONGEST_NAME ? `${[...name].slice(0, LONGEST_NAME - 1).join("")}…` : name;
}

/** `+0.012 (−0.003 … +0.027)` */
export function intervalText({ mean, low, high }: Interval): string {
  return `${signedText(mean, 3)} (${signedText(low, 3)} … ${signedText(high, 3)})`;
}

/** So many that no two ticks read alike. */
function decimalsOf(ticks: readonly number[]): number {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 0.1;
  return Math.max(1, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)));
}
