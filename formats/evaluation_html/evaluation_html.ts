/**
 * The report of an evaluation as one HTML file for people: no script, nothing loaded from elsewhere, light or dark as the reader's
 * system is. Every text of the report is escaped: names of pieces and systems come from files of strangers.
 * @module
 */
import type { DifferenceFigure, EvaluationReport } from "../../core/evaluation/report.ts";
import { FLOOR } from "../../core/evaluation/report.ts";
import { element, type Svg } from "../figures/svg.ts";
import { coverageFigure } from "./coverage_figure.ts";
import { differencesFigure } from "./differences_figure.ts";
import { piecesFigure } from "./pieces_figure.ts";
import { reliabilityFigure } from "./reliability_figure.ts";
import { scatterFigure } from "./scatter_figure.ts";
import { STYLE } from "./style.ts";
import { conformalTable, differencesTable, figureText, meanings, perturbationsTable, systemTables } from "./tables.ts";

/** Figures of which differences are drawn, and their names. */
const DIFFERENCES: Record<DifferenceFigure, string> = {
  nllNats: "NLL of a rating, nats",
  pieceDistance: "Distance of a piece's mean",
  stepDistance: "Distance of a bin's mean",
  emd: "Earth mover's distance",
  energyScore: "Energy score",
};

const p = (...children: (Svg | string)[]) => element("p", {}, ...children);
const section = (title: string, ...children: Svg[]) => element("section", {}, element("h2", {}, title), ...children);
const captioned = (figure: Svg, caption: string) => element("figure", {}, figure, element("figcaption", {}, caption));
const pair = (...children: Svg[]) => element("div", { class: "pair" }, ...children);

/** @param report with at least one system. */
export function evaluationHtml(report: EvaluationReport): string {
  const [first, ...others] = Object.keys(report.systems), title = `Evaluation of ${first}`;
  const body = element(
    "body",
    {},
    header(report, first, title),
    section(
      "Figures",
      p("Every system a row; the best of each column in bold. What a head means: at the end, or hover."),
      ...systemTables(report),
    ),
    ...differencesSection(report, first),
    calibrationSection(report, first),
    meansSection(report, first),
    ...perturbationsSection(report, first),
    ...piecesSection(report, first),
    ...others.length > 0 ? [othersSection(report, others)] : [],
    section("Protocol", protocol(report), ...foldLists(report)),
    section("What the figures mean", meanings()),
  );
  const head = element(
    "head",
    {},
    element("meta", { charset: "utf-8" }),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("title", {}, title),
  ).markup;
  // The style holds quotes, which must not be escaped.
  const styled = head.replace("</head>", () => `<style>${STYLE}</style></head>`);
  return `<!doctype html>\n<html lang="en">${styled}\n${body.markup}</html>\n`;
}

function header(report: EvaluationReport, first: string, title: string): Svg {
  const { systems, calibration, protocol } = report, ours = systems[first], floor = systems[FLOOR];
  const beside = (value: number | null | undefined, decimals: number) =>
    value === undefined ? "" : `${FLOOR} ${figureText(value, decimals)}`;
  const ceiling = Object.keys(systems).find((name) => report.roles[name] === "ceiling");
  const tiles: [string, string, string][] = [
    ["NLL of a rating, nats", figureText(ours.nllNats, 3), beside(floor?.nllNats, 3)],
    ["piece distance", figureText(ours.pieceDistance, 3), beside(floor?.pieceDistance, 3)],
    ["r of pieces, arousal", figureText(ours.rArousal, 2), `CCC ${figureText(ours.cccPieceArousal, 2)}`],
    ["r of pieces, valence", figureText(ours.rValence, 2), `CCC ${figureText(ours.cccPieceValence, 2)}`],
    ["80 % regions hold", `${(100 * ours.coverage80).toFixed(1)} %`, "of the ratings"],
    ["calibration error", figureText(calibration[first].eceTopCell, 3), "of the likeliest cell"],
  ];
  if (floor && ceiling !== undefined && systems[ceiling].nllNats < floor.nllNats) {
    const skill = (floor.nllNats - ours.nllNats) / (floor.nllNats - systems[ceiling].nllNats);
    tiles.splice(1, 0, [
      "of the way to the ceiling",
      `${Math.round(100 * skill)} %`,
      `${ceiling} ${figureText(systems[ceiling].nllNats, 3)}`,
    ]);
  }
  const facts = [`${protocol.task}`, `${ours.pieces} pieces`, `${ours.ratings.toLocaleString("en")} ratings`];
  if (protocol.foldCount !== undefined) facts.push(`${protocol.foldCount} folds`, `seed ${protocol.seed}`);
  return element(
    "header",
    {},
    element("h1", {}, title),
    element("p", { class: "muted" }, facts.join(" · ")),
    element(
      "dl",
      { class: "tiles" },
      ...tiles.map(([name, value, below]) =>
        element(
          "div",
          {},
          element("dt", {}, name),
          element("dd", {}, element("strong", {}, value), element("small", {}, below || "–")),
        )
      ),
    ),
  );
}

function differencesSection({ differencesBy, roles }: EvaluationReport, first: string): Svg[] {
  const figures = Object.entries(DIFFERENCES) as [DifferenceFigure, string][];
  const systems = Object.keys(roles).filter((name) => `${name} − ${first}` in differencesBy.nllNats);
  if (systems.length === 0) return [];
  const of = (figure: DifferenceFigure, system: string) => differencesBy[figure][`${system} − ${first}`];
  const charts = figures.map(([figure, name]) =>
    differencesFigure(name, first, systems.map((system) => ({ system, difference: of(figure, system) })))
  );
  const rows = systems.map((system) => ({ system, differences: figures.map(([figure]) => of(figure, system)) }));
  return [section(
    `Differences from ${first}`,
    p(
      "Each line is the 95 % interval of a system's mean difference over pieces, by a paired bootstrap that draws whole pieces " +
        "(whole groups, where there are groups). Right of 0 the system is worse, left of 0 better; a line that crosses 0 settles " +
        "nothing. The intervals are not corrected for their number.",
    ),
    pair(...charts),
    element(
      "details",
      {},
      element("summary", {}, "As a table"),
      differencesTable(rows, figures.map(([, name]) => name)),
    ),
  )];
}

/** The system, and the floor behind it where there is one. */
const beside = ({ systems }: EvaluationReport, name: string) =>
  FLOOR in systems && name !== FLOOR ? [name, FLOOR] : [name];

function calibrationSection(report: EvaluationReport, first: string): Svg {
  const { ratingsShare, songsShare } = report.calibration[first].conformal;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return section(
    "Calibration",
    pair(
      captioned(
        reliabilityFigure(report, beside(report, first)),
        "Each dot holds a fifteenth of all predicted probability: where it lies on the dashed line, cells were rated as often as was " +
          "said; below it the system promised too much.",
      ),
      captioned(
        coverageFigure(report, beside(report, first)),
        "The smallest region of a map that has a given probability should hold that share of the ratings: on the dashed line. Below " +
          "it maps are too narrow, above it too wide; the band is two points wide on either side.",
      ),
    ),
    element("h3", {}, "Conformal regions"),
    p(
      `Regions whose level was measured on the songs of other folds, so that they hold at least ${
        percent(ratingsShare)
      } of the ratings ` +
        `for ${
          percent(songsShare)
        } of songs. For a model that heard none of the songs it is calibrated on this is guaranteed whatever ` +
        "the model, if songs are exchangeable (seconds of one song are not); across folds, whose models differ, it holds about, and is " +
        "measured here.",
    ),
    conformalTable(report),
  );
}

function meansSection(report: EvaluationReport, first: string): Svg {
  const caption =
    "Each dot is a piece (hover for its name): on the dashed line it was predicted just as it was rated. A cloud flatter " +
    "than the line means predictions that are too bold, a steeper one predictions that are too cautious.";
  return section(
    "Means of pieces",
    element(
      "figure",
      {},
      pair(scatterFigure(report, first, "arousal"), scatterFigure(report, first, "valence")),
      element("figcaption", {}, caption),
    ),
  );
}

function perturbationsSection({ perturbations }: EvaluationReport, first: string): Svg[] {
  if (!perturbations) return [];
  return [section(
    "How it holds",
    p(
      `What ${first} says of the same pieces after what happens to music on its way to the listener, or played otherwise: every ` +
        "version by the model that has not heard the piece. Of changes that are marked, models have learned on other pieces. What " +
        "people hear in a changed piece is taken to be the same.",
    ),
    perturbationsTable(perturbations),
  )];
}

function piecesSection(report: EvaluationReport, first: string): Svg[] {
  if (!(FLOOR in report.systems) || first === FLOOR) return [];
  return [section(
    "Piece by piece",
    captioned(
      piecesFigure(report, first, FLOOR),
      "Pieces from the best predicted to the worst. The line from ring to dot is what the music told: down is better than the " +
        "training mean, which knows nothing of the piece. Where raters differ, every system pays more.",
    ),
  )];
}

function othersSection(report: EvaluationReport, others: readonly string[]): Svg {
  return section(
    "Other systems",
    ...others.map((name) =>
      element(
        "details",
        {},
        element("summary", {}, name),
        pair(
          reliabilityFigure(report, [name]),
          coverageFigure(report, [name]),
          scatterFigure(report, name, "arousal"),
          scatterFigure(report, name, "valence"),
        ),
      )
    ),
  );
}

/** Keys of the protocol as people say them; others stand as they are. */
const FACTS: Record<string, string> = {
  task: "task",
  notes: "notes",
  foldCount: "folds",
  foldRule: "dealt",
  groups: "groups",
  foldsSha256: "SHA-256 of the folds",
  raterFoldsSha256: "SHA-256 of the raters' folds",
  kernelThreads: "threads",
  cpuFeatures: "CPU features",
};

function protocol({ protocol, format, version }: EvaluationReport): Svg {
  const facts = Object.entries({ ...protocol, format: `${format}, version ${version}` })
    .filter(([, value]) => value !== null && value !== "");
  return element(
    "dl",
    { class: "facts" },
    ...facts.flatMap(([key, value]) => [
      element("dt", {}, FACTS[key] ?? key),
      element("dd", {}, key.endsWith("Sha256") ? element("code", {}, String(value)) : factText(value)),
    ]),
  );
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.join(" ") || "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function foldLists({ folds, raterFolds }: EvaluationReport): Svg[] {
  const lists = (title: string, all: readonly string[][]) =>
    element(
      "details",
      {},
      element("summary", {}, title),
      ...all.map((names, fold) => p(element("strong", {}, `${fold + 1}: `), names.join(", ") || "–")),
    );
  return [
    ...folds.length > 0 ? [lists("Pieces of each fold", folds)] : [],
    ...raterFolds ? [lists("Raters of each fold", raterFolds)] : [],
  ];
}
