/**
 * Corrections: what an annotator says a timeline should be. Every correction is an immutable event, kept for ever; undo is
 * an event too. The vocabulary is that of JAMS: time, duration, value, confidence, annotator.
 * @module
 */
import type { Point } from "../emotion/grid.ts";

/** A time from `timeSeconds` on, for `durationSeconds`. */
export interface Span {
  timeSeconds: number;
  durationSeconds: number;
}

/** What every correction says beside its value. */
interface Statement extends Span {
  id: string;
  /** How sure the annotator is, 0 … 1: it weighs what is learned from it, never what is shown. */
  confidence: number;
  /** Name of the person. */
  annotator: string;
  /** What it was made with, e.g. `map-drag`. */
  tool: string;
  comment?: string;
  /** The model version whose map was judged; required of verdicts. */
  modelId?: string;
}

/** "I hear it at `value`": where the mean of every map in the range is to lie. */
export interface MoveCorrection extends Statement {
  kind: "move";
  value: Point;
}

/** "Likelier here": nats added to cells, `[cell, nats]`, at most once a cell. */
export interface PaintCorrection extends Statement {
  kind: "paint";
  value: [cell: number, nats: number][];
}

export const RESHAPINGS = ["move", "spread", "sharpen", "split"] as const;
/** What can be done to one mode of a map; `reshape.ts` defines each. */
export type Reshaping = (typeof RESHAPINGS)[number];

/** What is to become of the mode nearest to `at`. */
export interface Reshape {
  at: Point;
  how: Reshaping;
  /** Where a mode is moved. */
  to?: Point;
  /** move: share of the way, 0 … 1; spread: standard deviation and split: distance, units of the plane; sharpen: power - 1. */
  amount: number;
}

export interface ReshapeCorrection extends Statement {
  kind: "reshape";
  value: Reshape;
}

/** "It is this map": those of the first and the last step of the range; what lies between is their geodesic. */
export interface SetCorrection extends Statement {
  kind: "set";
  value: { from: number[]; to: number[] };
}

/** A place at a time after the correction's; it holds until the next one. */
export type TracePoint = [offsetSeconds: number, valence: number, arousal: number];

/** "I heard it move like this": places in the order of their times. */
export interface TraceCorrection extends Statement {
  kind: "trace";
  value: TracePoint[];
}

/** A correction that changes maps. */
export type MapEdit = MoveCorrection | PaintCorrection | ReshapeCorrection | SetCorrection | TraceCorrection;

/** What is to become of a map, whoever says it of whatever time. */
export type EditContent = { [K in MapEdit["kind"]]: Pick<Extract<MapEdit, { kind: K }>, "kind" | "value"> }[
  MapEdit["kind"]
];

/** The map as it stands is right, or is not; of the timeline of one model version and no other. */
export interface Verdict extends Statement {
  kind: "accept" | "reject";
  modelId: string;
}

/** A marker that changes no map; its duration may be 0. */
export interface Note extends Statement {
  kind: "note";
  comment: string;
}

export type Correction = MapEdit | Verdict | Note;
export type CorrectionKind = Correction["kind"];

/** Takes back (`undo`) or brings back (`redo`) an earlier correction. */
export interface Reversal {
  kind: "undo" | "redo";
  id: string;
  target: string;
  annotator: string;
}

export type CorrectionEvent = Correction | Reversal;

export function isReversal<E extends Pick<CorrectionEvent, "kind">>(
  event: E,
): event is Extract<E, { kind: Reversal["kind"] }> {
  return event.kind === "undo" || event.kind === "redo";
}

/** Whether a correction changes maps. */
export function isMapEdit(correction: Correction): correction is MapEdit {
  return correction.kind !== "accept" && correction.kind !== "reject" && correction.kind !== "note";
}

/** The corrections that stand after all events, in the order in which they were made. */
export function standing(events: readonly CorrectionEvent[]): Correction[] {
  const undone = new Set<string>();
  for (const event of events) {
    if (event.kind === "undo") undone.add(event.target);
    if (event.kind === "redo") undone.delete(event.target);
  }
  return events.filter((event): event is Correction => !isReversal(event) && !undone.has(event.id));
}

/** The notes that nobody took back. */
export const standingNotes = (events: readonly CorrectionEvent[]): Note[] =>
  standing(events).filter((event): event is Note => event.kind === "note");
