/**
 * Where a timeline is worth a look: it breaks an invariant, people corrected it, or the model is not sure.
 * @module
 */
import { entropyNats } from "../emotion/heatmap.ts";
import { leastTransport } from "../evaluation/transport_bound.ts";
import type { HeatmapTimeline, TimelineStep } from "../emotion/timeline.ts";
import { type AuditEvidence, SILENT_DECIBELS } from "./audit_evidence.ts";
import { mapDistance, stepPairs } from "./comparison.ts";
import { applyCorrections } from "./apply.ts";
import { type CorrectionEvent, isMapEdit, standing } from "./correction.ts";

/** Kinds of findings, the gravest first, and the unit of their strength. */
export const AUDIT_KINDS = {
  /** The map changes when the same sound is played quieter: by an earth mover's distance. */
  level: "plane",
  /** The map moves from second to second though nothing sounds: by an earth mover's distance. */
  silentMove: "plane",
  /** The map is surer of silence than of average music: by so much less entropy. */
  silentSure: "nats",
  /** People corrected it: by an earth mover's distance, where it is furthest. */
  corrected: "plane",
  /** The members of the committee disagree: `epistemicNats`. */
  unknown: "nats",
  /** The map is broad: `entropyNats`. */
  broad: "nats",
} as const satisfies Record<string, "plane" | "nats">;

export type AuditKind = keyof typeof AUDIT_KINDS;

/** A range of whole steps, and why it is worth a look. */
export interface AuditFinding {
  kind: AuditKind;
  startSeconds: number;
  endSeconds: number;
  /** The greatest of the range, in the unit of its kind. */
  strength: number;
  /** How many standing corrections touch the range; of `corrected` alone. */
  corrections?: number;
}

/** Least strengths: a quarter and a half of a cell's side (2/11), a tenth of a nat. */
const LEAST = { level: 0.05, silentMove: 0.05, silentSure: 0.1 };
/** Of what has no such limit, the highest tenth of the piece is told. */
const TOLD_SHARE = 0.1;
/** Ranges that lie this close are one. */
const JOINED_STEPS = 2;
/** Findings of one kind: more are not looked at. */
const MOST_A_KIND = 8;

export interface AuditInput {
  /** As its model made it. */
  timeline: HeatmapTimeline;
  events: readonly CorrectionEvent[];
  /** As the events make it; worked out if it is not given. */
  corrected?: HeatmapTimeline;
  /** Without it, nothing is said of level and silence. */
  evidence: AuditEvidence | null;
}

/** Findings, the gravest kind first and within a kind the strongest; at most eight of a kind. */
export function auditTimeline(input: AuditInput): AuditFinding[] {
  const { timeline, evidence } = input, { steps } = timeline;
  const found: Record<AuditKind, AuditFinding[]> = {
    level: evidence ? ranges(timeline, "level", evidence.levelDistances, LEAST.level) : [],
    silentMove: evidence ? ranges(timeline, "silentMove", evidence.silentMoves, LEAST.silentMove) : [],
    silentSure: evidence ? ranges(timeline, "silentSure", surerThanPrior(steps, evidence), LEAST.silentSure) : [],
    corrected: correctedRanges(input),
    unknown: highest(timeline, "unknown", steps.map((step) => step.epistemicNats ?? 0)),
    broad: highest(timeline, "broad", steps.map((step) => step.entropyNats)),
  };
  return Object.values(found).flatMap((own) => own.toSorted((a, b) => b.strength - a.strength).slice(0, MOST_A_KIND));
}

/** How much less entropy a silent step has than average music, [T]; 0 of steps that sound. */
function surerThanPrior(steps: readonly TimelineStep[], { decibels, priorEntropyNats }: AuditEvidence): number[] {
  return steps.map((step, t) => decibels[t] < SILENT_DECIBELS ? priorEntropyNats - entropyNats(step.heatmap) : 0);
}

/** What is among the highest tenth of the piece and above its lowest. */
function highest(timeline: HeatmapTimeline, kind: AuditKind, values: number[]): AuditFinding[] {
  const sorted = values.toSorted((a, b) => a - b), above = sorted.find((value) => value > sorted[0]);
  if (above === undefined) return [];
  return ranges(timeline, kind, values, Math.max(above, sorted[sorted.length - Math.ceil(TOLD_SHARE * sorted.length)]));
}

/** Ranges of steps whose value reaches a limit > 0; small gaps do not part them. */
function ranges(
  { steps, stepSeconds }: HeatmapTimeline,
  kind: AuditKind,
  values: ArrayLike<number>,
  least: number,
): AuditFinding[] {
  const found: (AuditFinding & { last: number })[] = [];
  for (let t = 0; t < steps.length; t++) {
    if (!(values[t] >= least)) continue;
    const before = found.at(-1), { startSeconds } = steps[t], endSeconds = startSeconds + stepSeconds;
    if (before && t - before.last <= JOINED_STEPS) {
      Object.assign(before, { last: t, endSeconds, strength: Math.max(before.strength, values[t]) });
    } else found.push({ kind, startSeconds, endSeconds, strength: values[t], last: t });
  }
  return found.map(({ last: _, ...finding }) => finding);
}

/** How far a map must have moved at least to count as changed: not by rounding. */
const CHANGED = 1e-5;
/** Transport takes a thousand times as long as its bound: only so many ranges, and steps of each, are measured by it. */
const MEASURED_RANGES = 2 * MOST_A_KIND, MEASURED_STEPS = 2;

/** The ranges whose bound is the greatest, measured at the steps whose bound is. */
function correctedRanges(
  { timeline, events, corrected = applyCorrections(timeline, events) }: AuditInput,
): AuditFinding[] {
  const edits = standing(events).filter(isMapEdit), pairs = stepPairs(timeline, corrected);
  const least = pairs.map(([was, is]) => was === is ? 0 : leastTransport(was.heatmap, is.heatmap));
  const furthest = ranges(timeline, "corrected", least, CHANGED).sort((a, b) => b.strength - a.strength);
  return furthest.slice(0, MEASURED_RANGES).map((range) => {
    const within = pairs.flatMap(([step], t) => holds(range, step) ? [t] : []).sort((a, b) => least[b] - least[a]);
    const distances = within.slice(0, MEASURED_STEPS).map((t) =>
      mapDistance(pairs[t][0].heatmap, pairs[t][1].heatmap, "emd")
    );
    return {
      ...range,
      strength: Math.max(...distances),
      corrections: edits.filter(({ timeSeconds, durationSeconds }) =>
        timeSeconds < range.endSeconds && timeSeconds + durationSeconds > range.startSeconds
      ).length,
    };
  });
}

function holds({ startSeconds, endSeconds }: AuditFinding, step: TimelineStep): boolean {
  return step.startSeconds >= startSeconds && step.startSeconds < endSeconds;
}
