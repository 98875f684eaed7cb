/**
 * Why this map? Shares of frequency bands and kinds of descriptors, by the time-scale on which they were heard.
 * @module
 */
import type { Attribution } from "../../core/model/attribution.ts";
import {
  groupAttribution,
  type GroupShare,
  runAttribution,
  type Share,
  totalShare,
} from "../../core/model/input_groups.ts";
import { TIME_SCALES, type TimeScale } from "../../core/model/listening_gradient.ts";
import { LESS_COLOUR, MORE_COLOUR, signedColour, textOn } from "./colours.ts";
import { linearScale, type Scale, shortHz, signedText, timeText } from "./scales.ts";
import { runName } from "./run_name.ts";
import { timeAxis } from "./song_figure.ts";
import { at, element, figure, label, rule, type Svg, TEXT } from "./svg.ts";

const LEFT = 140, CELL = { width: 62, height: 17 }, TOTAL = 96, GAP = 36;
const TABLE = CELL.width * TIME_SCALES.length + TOTAL;
const SECONDS_HEIGHT = 60;

export interface ExplainedStep {
  model: string;
  song: string;
  /** Start of the step whose map is explained. */
  startSeconds: number;
  stepSeconds: number;
  /** Seconds that the step's regression hears. */
  windowSeconds: number;
  attributions: readonly Attribution[];
}

/** A table of shares for each reading, side by side, and below them when it was heard. */
export function attributionFigure(explained: ExplainedStep): string {
  const { model, song, startSeconds, attributions } = explained, groups = attributions.map(groupAttribution);
  // Where the spectrum is heard in one way only, its bands say all.
  const runs = attributions.map(runAttribution).map((own) => own.length > 1 ? own : []);
  const rows = groups[0]?.length ?? 0, runRows = runs[0]?.length ?? 0;
  const most = largest([...groups.flat(), ...runs.flat()].flatMap(cellValues));
  const width = LEFT + (TABLE + GAP) * attributions.length,
    tableTop = 122,
    runsTop = tableTop + CELL.height * rows + 40,
    secondsTop = (runRows > 0 ? runsTop + CELL.height * runRows : tableTop + CELL.height * rows) + 54;
  const title = `Why this map? ${song} at ${timeText(startSeconds)}, by ${model}`;
  return figure(
    { width, height: secondsTop + SECONDS_HEIGHT + 40 },
    { title, description: attributions.map((one, i) => describe(one, groups[i])).join(" ") },
    label(16, 24, title, { size: 15, colour: TEXT, bold: true }),
    label(
      16,
      44,
      "How much each part of the sound moves the map away from that of the training music’s mean; all shares sum to the move.",
    ),
    ...attributions.map((one, i) => {
      const x = LEFT + (TABLE + GAP) * i;
      return at(
        x,
        0,
        label(0, 72, readingName(one), { size: 13, colour: TEXT, bold: true }),
        label(0, 88, moveText(one)),
        at(0, tableTop, shareTable(groups[i], explained.windowSeconds, most)),
        ...runRows > 0 ? [at(0, runsTop, shareTable(runs[i], explained.windowSeconds, most))] : [],
        at(0, secondsTop, secondsBars(one, explained)),
      );
    }),
    ...(groups[0] ?? []).map(({ group }, row) =>
      label(LEFT - 8, tableTop + CELL.height * row + 12.5, groupName(group), { anchor: "end" })
    ),
    ...runRows > 0 ? [label(LEFT - 8, runsTop - 8, "all Hz again, by window:", { anchor: "end", size: 10 })] : [],
    ...(runs[0] ?? []).map(({ run }, row) =>
      label(LEFT - 8, runsTop + CELL.height * row + 12.5, runName(run), { anchor: "end" })
    ),
  );
}

/** `arousal` or what else is read off the map. */
function readingName({ reading }: Attribution): string {
  if (reading.kind === "logProbability") return `log-probability of ${reading.cells.length} cells, nats`;
  return `mean ${reading.kind}`;
}

function groupName(group: GroupShare["group"]): string {
  return group.kind === "band" ? `${shortHz(group.lowHz)}–${shortHz(group.highHz)} Hz` : group.name;
}

function moveText({ value, baseline }: Attribution): string {
  return `training mean ${signedText(baseline, 3)}, move ${signedText(value - baseline, 3)}, here ${
    signedText(value, 3)
  }`;
}

function timeScaleName(scale: TimeScale, windowSeconds: number): string {
  return { song: "song", window: `last ${windowSeconds} s`, step: "this second", neighbours: "neighbours" }[scale];
}

function cellValues(share: Share): number[] {
  return [...TIME_SCALES.map((scale) => share.shares[scale]), totalShare(share)];
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Cells with numbers, and a bar for the sum of each row. */
function shareTable(groups: readonly Share[], windowSeconds: number, most: number): Svg {
  const { width, height } = CELL, barsAt = width * TIME_SCALES.length + 8;
  const bar = linearScale([-most, most], [0, TOTAL - 8]);
  return at(
    0,
    0,
    ...TIME_SCALES.map((scale, i) =>
      label(width * (i + 0.5), -8, timeScaleName(scale, windowSeconds), { anchor: "middle", size: 10 })
    ),
    label(barsAt + bar(0), -8, "all", { anchor: "middle", size: 10 }),
    ...groups.flatMap((group, row) => [
      ...TIME_SCALES.map((scale, i) => at(width * i, height * row, cell(group.shares[scale], most))),
      at(barsAt, height * row, totalBar(totalShare(group), bar)),
    ]),
    rule(barsAt + bar(0), 0, barsAt + bar(0), height * groups.length, "#919191"),
  );
}

function cell(value: number, most: number): Svg {
  const { width, height } = CELL, text = signedText(value, 3);
  return at(
    0,
    0,
    element("rect", { width: width - 1, height: height - 1, fill: signedColour(value, most) }),
    label(width / 2, 12, text, { anchor: "middle", size: 10, colour: textOn(value, most) }),
  );
}

function totalBar(value: number, x: Scale): Svg {
  const from = Math.min(x(0), x(value)), length = Math.abs(x(value) - x(0));
  return element("rect", {
    x: from,
    y: 3,
    width: length,
    height: CELL.height - 7,
    fill: value < 0 ? LESS_COLOUR : MORE_COLOUR,
  });
}

/** Shares by the second in which the sound was heard; the explained step is framed. */
function secondsBars({ seconds }: Attribution, { startSeconds, stepSeconds }: ExplainedStep): Svg {
  const most = largest([...seconds]), durationSeconds = seconds.length * stepSeconds;
  const x = linearScale([0, durationSeconds], [0, TABLE]), y = linearScale([-most, most], [SECONDS_HEIGHT, 0]);
  const bars = (sign: 1 | -1) =>
    [...seconds].map((share, t) => {
      if (share * sign <= 0) return "";
      const left = x(t * stepSeconds).toFixed(2), width = Math.max(0.5, x(stepSeconds) - 0.5).toFixed(2);
      return `M${left} ${y(0).toFixed(2)}h${width}V${y(share).toFixed(2)}h-${width}z`;
    }).join("");
  return at(
    0,
    0,
    label(0, -8, "by the second in which it was heard", { size: 10 }),
    element("rect", {
      x: x(startSeconds),
      width: Math.max(1, x(stepSeconds)),
      height: SECONDS_HEIGHT,
      fill: "#e4e4e4",
    }),
    element("path", { d: bars(1), fill: MORE_COLOUR }),
    element("path", { d: bars(-1), fill: LESS_COLOUR }),
    rule(0, y(0), TABLE, y(0), "#919191"),
    label(TABLE, -8, `± ${most.toFixed(3)}`, { anchor: "end", size: 10 }),
    timeAxis(durationSeconds, x, SECONDS_HEIGHT),
  );
}

/** The figure in a sentence: the move, and the three largest shares. */
function describe(one: Attribution, groups: readonly GroupShare[]): string {
  const first = groups.toSorted((a, b) => Math.abs(totalShare(b)) - Math.abs(totalShare(a))).slice(0, 3);
  return `The ${readingName(one)} is ${signedText(one.value, 2)}, ${
    signedText(one.value - one.baseline, 2)
  } from the ` +
    `training mean's; the most is from ${
      first.map((g) => `${groupName(g.group)} (${signedText(totalShare(g), 3)})`).join(", ")
    }.`;
}
