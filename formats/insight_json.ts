/**
 * What `moodline explain` found, as JSON: the numbers of its figures.
 * @module
 */
import type { MapReading } from "../core/model/attribution.ts";
import { groupAttribution, runAttribution, totalShare } from "../core/model/input_groups.ts";
import { type ModelInsight, strongestMoments } from "../core/model/insight.ts";
import type { ExplainedStep } from "./figures/attribution_figure.ts";
import type { FiringUnits } from "./figures/song_figure.ts";

const INSIGHT_FORMAT = "moodline-insight";

/** Layers and units count from 1, as in the figures; units in the order of their influence. See `docs/insight.md`. */
export function insightJson(
  insight: ModelInsight,
  song?: { firing: FiringUnits; explained: ExplainedStep },
): Record<string, unknown> {
  const { id, recipe, layers, runs, frequenciesHz, decibelsPerDeviation, map, units } = insight;
  return {
    format: INSIGHT_FORMAT,
    version: 1,
    model: { id, recipe, layers },
    runs,
    frequenciesHz: rounded(frequenciesHz),
    decibelsPerDeviation: rounded(decibelsPerDeviation),
    map: Array.from(map),
    units: units.map((unit) => ({
      layer: unit.layer + 1,
      unit: unit.unit + 1,
      influence: unit.influence,
      shift: unit.shift,
      deviation: unit.deviation,
      activationAtMean: unit.atMean,
      highestActivation: unit.highest,
      preferred: rounded(unit.preferred),
      projected: rounded(unit.projected),
      change: Array.from(unit.change),
    })),
    ...song && { song: songJson(insight, song) },
  };
}

function songJson(
  { units }: ModelInsight,
  { firing, explained }: { firing: FiringUnits; explained: ExplainedStep },
): Record<string, unknown> {
  const { name, stepSeconds, activations } = firing, { startSeconds, attributions } = explained;
  return {
    name,
    stepSeconds,
    activations: activations.map((own, i) => ({
      layer: units[i].layer + 1,
      unit: units[i].unit + 1,
      strongestSeconds: strongestMoments(own, { count: 3, apartSteps: 5 }).map((t) => t * stepSeconds),
      activation: rounded(own),
    })),
    explained: {
      startSeconds,
      attributions: attributions.map((one) => ({
        reading: readingJson(one.reading),
        value: one.value,
        baseline: one.baseline,
        missed: one.missed,
        groups: groupAttribution(one).map((group) => ({ ...group.group, ...group.shares, all: totalShare(group) })),
        runs: runAttribution(one).map((own) => ({ ...own.run, ...own.shares, all: totalShare(own) })),
        seconds: Array.from(one.seconds),
      })),
    },
  };
}

function readingJson(reading: MapReading): unknown {
  return reading.kind === "logProbability" ? reading : reading.kind;
}

/** Five significant digits: figures show three. */
function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(5)));
}
