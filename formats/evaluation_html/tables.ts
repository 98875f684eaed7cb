/**
 * The report's tables.
 * @module
 */
import type { EvaluationReport } from "../../core/evaluation/report.ts";
import { signedText } from "../figures/scales.ts";
import { element, type Svg } from "../figures/svg.ts";
import { type Column, COLUMN_GROUPS, type ColumnGroup } from "./columns.ts";
import { intervalText, verdict } from "./differences_figure.ts";

const ROLE_NOTES = { system: "", baseline: "baseline", ceiling: "ceiling", control: "control" } as const;

/** Rows of cells; the first cell of a row is its head. Cells that are `number` stand to the right. */
export function table(heads: readonly Svg[], rows: readonly (readonly Svg[])[]): Svg {
  return element(
    "div",
    { class: "scroll" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows.map((cells) => element("tr", {}, ...cells))),
    ),
  );
}

export const head = (text: string, title?: string) => element("th", { scope: "col", title }, text);
export const rowHead = (...children: (Svg | string)[]) => element("th", { scope: "row" }, ...children);
export const cell = (text: string, kind?: string) => element("td", { class: kind }, text);

/** A number or a dash, with a real minus sign. */
export function figureText(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return "–";
  return value < 0 ? signedText(value, decimals) : value.toFixed(decimals);
}

/** One table for each group of figures: every system a row, the best of those that are no ceiling or control in bold. */
export function systemTables(report: EvaluationReport): Svg[] {
  return COLUMN_GROUPS.flatMap((group) => [element("h3", {}, group.title), systemTable(report, group)]);
}

function systemTable(report: EvaluationReport, { columns }: ColumnGroup): Svg {
  const names = Object.keys(report.systems);
  const best = columns.map((column) => bestSystem(report, names, column));
  return table(
    [head("system"), ...columns.map((column) => head(column.head, column.meaning))],
    names.map((name) => [
      systemHead(report, name),
      ...columns.map((column, i) =>
        cell(figureText(column.value(report, name), column.decimals), best[i] === name ? "best" : undefined)
      ),
    ]),
  );
}

function systemHead({ roles }: EvaluationReport, name: string): Svg {
  const role = ROLE_NOTES[roles[name]];
  return rowHead(name, ...(role ? [" ", element("small", {}, role)] : []));
}

function bestSystem(report: EvaluationReport, names: readonly string[], { value, better }: Column): string | undefined {
  const cost = (name: string) => {
    const found = value(report, name);
    if (found === null) return Infinity;
    return better === "low" ? found : better === "high" ? -found : Math.abs(found - better);
  };
  const compared = names.filter((name) => report.roles[name] === "system" || report.roles[name] === "baseline");
  if (compared.length < 2) return undefined;
  return compared.reduce((best, name) => cost(name) < cost(best) ? name : best);
}

/** Differences from the first system, every figure a column. */
export function differencesTable(
  rows: readonly { system: string; differences: EvaluationReport["differences"][string][] }[],
  figures: readonly string[],
): Svg {
  return table(
    [head("system"), ...figures.map((name) => head(name))],
    rows.map(({ system, differences }) => [
      rowHead(system),
      ...differences.map((difference) => cell(intervalText(difference), verdict(difference).replace(" ", "-"))),
    ]),
  );
}

/** What the conformal regions of each system hold, and what they cost. */
export function conformalTable({ calibration }: EvaluationReport): Svg {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const heads: [string, string][] = [
    ["level", "Mean level of the regions, calibrated on the songs of other folds."],
    ["songs covered", "Songs of whose ratings the region holds the share asked for."],
    ["ratings covered", "Mean over songs of the share of ratings held."],
    ["share of the plane", "How much of the plane the regions take."],
    ["plain regions", "What the regions of the plain share take, which promise nothing about songs."],
  ];
  return table(
    [head("system"), ...heads.map(([name, meaning]) => head(name, meaning))],
    Object.entries(calibration).map(([name, { conformal }]) => [
      rowHead(name),
      cell(figureText(conformal.meanLevel, 3)),
      ...[conformal.songsCovered, conformal.ratingsCovered, conformal.area, conformal.plainArea].map((share) =>
        cell(percent(share))
      ),
    ]),
  );
}

/** What perturbations and other versions did; those that could not be made say why. */
export function perturbationsTable(perturbations: NonNullable<EvaluationReport["perturbations"]>): Svg {
  const heads: [string, string][] = [
    ["pieces", "How many were asked for."],
    ["NLL, nats", "Of a rating, of the music so changed."],
    ["worse by", "Less the NLL of the pieces as they are, mean over pieces with a 95 % interval."],
    ["arousal", "By how much the mean of the maps moves, mean over pieces, units of the plane."],
    ["valence", "Likewise."],
    ["shift of a step", "How far the mean of a step's map moves, whatever the direction, units of the plane."],
  ];
  return table(
    [head("what happened"), ...heads.map(([name, meaning]) => head(name, meaning))],
    Object.entries(perturbations).map(([name, one]) => [
      rowHead(name, ...("learnedFrom" in one && one.learnedFrom ? [" ", element("small", {}, "learned from")] : [])),
      ...("skipped" in one ? [`not made: ${one.skipped}`, ...heads.slice(1).map(() => "–")] : [
        ...[String(one.pieces), figureText(one.nllNats, 3)],
        intervalText({ mean: one.nllIncrease, low: one.nllIncreaseLow, high: one.nllIncreaseHigh }),
        ...[one.shiftArousal, one.shiftValence].map((value) => signedText(value, 3)),
        figureText(one.stepShift, 3),
      ]).map((text) => cell(text)),
    ]),
  );
}

/** What every head of the tables means. */
export function meanings(): Svg {
  return element(
    "div",
    { class: "columns" },
    ...COLUMN_GROUPS.map(({ title, columns }) =>
      element(
        "section",
        { class: "meaning" },
        element("h3", {}, title),
        element(
          "dl",
          {},
          // Both axes share their words.
          ...columns.filter(({ meaning }, i) => columns[i - 1]?.meaning !== meaning).flatMap(({ head, meaning }) => [
            element("dt", {}, head.replace(/ [AV]$/, "")),
            element("dd", {}, meaning),
          ]),
        ),
      )
    ),
  );
}
