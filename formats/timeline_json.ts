/**
 * `.moodline.json`: {@link HeatmapTimeline} ⇄ JSON text, version 1. The contract is `docs/formats/timeline.md`,
 * its schema `static/schemas/timeline.schema.json`.
 * @module
 */
import { CELL_COUNT, GRID } from "../core/emotion/grid.ts";
import { SUM_TOLERANCE } from "../core/emotion/heatmap.ts";
import type { HeatmapTimeline, TimelineStep } from "../core/emotion/timeline.ts";
import { fail, Field } from "./field.ts";

const TIMELINE_FORMAT = "moodline-timeline";
const TIMELINE_VERSION = 1;

/** Digits that are kept: one more than promised, so that 121 roundings move a sum by less than 1e-7. */
const PROBABILITY_DIGITS = 7;

/**
 * A timeline as text: the same timeline gives the same text, one step a line. Cost O(steps), about 1.5 kB a step.
 * @throws TypeError or RangeError naming the JSON path if {@link readTimelineJson} would not accept the result.
 */
export function writeTimelineJson(timeline: HeatmapTimeline): string {
  const { source, model, stepSeconds, unfamiliarity } = timeline;
  const head = {
    format: TIMELINE_FORMAT,
    version: TIMELINE_VERSION,
    source: {
      name: source.name,
      sha256: source.sha256,
      durationSeconds: source.durationSeconds,
      sampleRate: source.sampleRate,
    },
    model: { id: model.id, sha256: model.sha256, recipe: model.recipe },
    grid: GRID,
    stepSeconds,
    ...roundedUnfamiliarity(unfamiliarity),
  };
  checkTimeline({ ...head, steps: timeline.steps }, "write");
  const lines = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},\n`);
  return `{${lines.join("")}"steps":[\n${
    timeline.steps.map((step) => JSON.stringify(roundStep(step))).join(",\n")
  }\n]}\n`;
}

/**
 * The timeline in a text. Properties that version 1 does not know are ignored.
 * @throws SyntaxError if the text is no JSON; TypeError or RangeError naming the JSON path of what does not hold.
 */
export function readTimelineJson(text: string): HeatmapTimeline {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new SyntaxError(`Cannot read the timeline: it must be JSON (${(cause as Error).message})`);
  }
  return checkTimeline(value, "read");
}

function roundStep(step: TimelineStep): TimelineStep {
  const { startSeconds, mean, entropyNats, epistemicNats, path, unfamiliarity } = step;
  return {
    startSeconds,
    heatmap: Array.from(step.heatmap, (probability) => Number(probability.toPrecision(PROBABILITY_DIGITS))),
    mean: { valence: roundMillionth(mean.valence), arousal: roundMillionth(mean.arousal) },
    entropyNats: roundMillionth(entropyNats),
    epistemicNats: epistemicNats === null ? null : roundMillionth(epistemicNats),
    path,
    ...roundedUnfamiliarity(unfamiliarity),
  };
}

/** Nothing where a model can not tell. */
function roundedUnfamiliarity(value: number | undefined): { unfamiliarity?: number } {
  return value === undefined ? {} : { unfamiliarity: roundMillionth(value) };
}

function roundMillionth(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function checkTimeline(value: unknown, verb: "read" | "write"): HeatmapTimeline {
  const root = Field.root(`Cannot ${verb} the timeline`, value);
  root.get("format").literal(TIMELINE_FORMAT, "is this a .moodline.json file?");
  root.get("version").literal(TIMELINE_VERSION, "was it written by a newer Moodline?");
  checkGrid(root.get("grid"));
  const source = root.get("source"), model = root.get("model");
  const durationSeconds = source.get("durationSeconds").number(0, Infinity);
  const stepSeconds = root.get("stepSeconds").number(Number.MIN_VALUE, Infinity);
  const steps = root.get("steps").array().map((step, index) => checkStep(step, index * stepSeconds));
  // A duration such as 30.000000000000004 s may be rounded either way.
  const ratio = durationSeconds / stepSeconds;
  if (steps.length < Math.ceil(ratio - 1e-6) || steps.length > Math.ceil(ratio + 1e-6)) {
    root.get("steps").refuse(
      RangeError,
      `must have ceil(duration / step) = ${Math.ceil(ratio)} elements`,
      steps.length,
    );
  }
  return {
    source: {
      name: source.get("name").text(),
      sha256: source.get("sha256").text(/^[0-9a-f]{64}$/, "64 lower-case hex digits"),
      durationSeconds,
      sampleRate: source.get("sampleRate").number(Number.MIN_VALUE, Infinity),
    },
    model: {
      id: model.get("id").text(),
      sha256: model.get("sha256").text(/^[0-9a-f]{64}$/, "64 lower-case hex digits"),
      recipe: model.get("recipe").text(),
    },
    stepSeconds,
    ...checkUnfamiliarity(root),
    steps,
  };
}

function checkUnfamiliarity(of: Field): { unfamiliarity?: number } {
  const own = of.get("unfamiliarity");
  return own.value === undefined ? {} : { unfamiliarity: own.number(0, Infinity) };
}

function checkGrid(grid: Field): void {
  grid.get("size").literal(GRID.size);
  grid.get("range").literal(GRID.range);
  grid.get("order").literal(GRID.order, "are valence and arousal the other way round?");
}

function checkStep(step: Field, expectedStart: number): TimelineStep {
  const startSeconds = step.get("startSeconds").number(0, Infinity);
  if (Math.abs(startSeconds - expectedStart) > 1e-6 * Math.max(1, expectedStart)) {
    step.get("startSeconds").refuse(RangeError, `must be step number × stepSeconds = ${expectedStart}`, startSeconds);
  }
  const mean = step.get("mean"), epistemic = step.get("epistemicNats");
  return {
    startSeconds,
    heatmap: checkHeatmap(step.get("heatmap")),
    mean: { valence: mean.get("valence").number(-1, 1), arousal: mean.get("arousal").number(-1, 1) },
    entropyNats: step.get("entropyNats").number(0, Math.log(CELL_COUNT) + 1e-6),
    epistemicNats: epistemic.value === null ? null : epistemic.number(0, Infinity),
    path: step.get("path").integer(0, CELL_COUNT - 1),
    ...checkUnfamiliarity(step),
  };
}

function checkHeatmap(field: Field): number[] {
  const values = field.value;
  if (!Array.isArray(values) || values.length !== CELL_COUNT) {
    const nested = Array.isArray(values) && Array.isArray(values[0]);
    return field.refuse(
      TypeError,
      `must have ${CELL_COUNT} elements`,
      Array.isArray(values) ? values.length : values,
      nested ? "is this a list of rows?" : undefined,
    );
  }
  let sum = 0;
  for (let cell = 0; cell < CELL_COUNT; cell++) {
    const probability: unknown = values[cell];
    if (typeof probability !== "number" || !(probability > 0 && probability < Infinity)) {
      return fail(RangeError, `${field.label}[${cell}] must be > 0`, probability);
    }
    sum += probability;
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) {
    field.refuse(RangeError, "must sum to 1", sum, Math.abs(sum - 100) < 1 ? "is this in percent?" : undefined);
  }
  return values;
}
