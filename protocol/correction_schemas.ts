/**
 * Schemas of corrections: what may be posted, and what is answered. A request is refused by the first rule that it breaks.
 * @module
 */
import * as v from "valibot";
import { CELL_COUNT } from "../core/emotion/grid.ts";
import { RESHAPINGS } from "../core/review/correction.ts";
import { MOST_NATS } from "../core/review/paint.ts";
import { MOST_TRACE_POINTS } from "../core/review/trace.ts";
import type * as api from "./api.ts";
import { coordinate, id, millisecondsSince1970, share, text } from "./schema_parts.ts";

/** Longest time that is taken for one, in seconds: a week. */
const MAX_SECONDS = 7 * 24 * 3600;
/** How far the sum of a map that was sent may be from 1. */
const SUM_TOLERANCE = 1e-6;

const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_SECONDS));
const duration = v.pipe(v.number(), v.gtValue(0), v.maxValue(MAX_SECONDS));
const comment = text(2000);
/** Of a note, which says nothing else. */
const noted = v.pipe(comment, v.check((text) => /\S/.test(text), "hold something that can be seen"));
const annotator = v.optional(
  v.pipe(v.string(), v.regex(/^(?=.*\S)\P{C}{1,100}$/u, "1–100 characters that can be seen")),
);
const clientKey = v.optional(text(100));

const place = v.strictObject({ valence: coordinate, arousal: coordinate });
const cell = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(CELL_COUNT - 1));
const nats = v.pipe(v.number(), v.minValue(-MOST_NATS), v.maxValue(MOST_NATS));
const probability = v.pipe(v.number(), v.gtValue(0), v.maxValue(1));

/** The value of each kind that has one. */
const values = {
  move: place,
  paint: v.pipe(
    v.array(v.strictTuple([cell, nats])),
    v.minLength(1),
    v.maxLength(CELL_COUNT),
    v.check((added) => new Set(added.map(([cell]) => cell)).size === added.length, "name every cell once"),
  ),
  reshape: v.pipe(
    v.strictObject({
      at: place,
      how: v.picklist(RESHAPINGS),
      to: v.optional(place),
      amount: v.pipe(v.number(), v.minValue(0), v.maxValue(10)),
    }),
    v.check(({ how, to }) => how !== "move" || to !== undefined, "say where to move the mode (to)"),
    v.check(({ how, to }) => how === "move" || to === undefined, "have no place to move to (to), unless it is a move"),
    v.check(({ how, amount }) => how !== "move" || amount <= 1, "have an amount <=1, the share of the way to move"),
  ),
  set: v.strictObject({ from: heatmap(), to: heatmap() }),
  trace: v.pipe(
    v.array(v.strictTuple([seconds, coordinate, coordinate])),
    v.minLength(1),
    v.maxLength(MOST_TRACE_POINTS),
    v.check((points) => points.every(([t], i) => i === 0 || t >= points[i - 1][0]), "be in the order of its times"),
  ),
};

function heatmap() {
  return v.pipe(
    v.array(probability),
    v.length(CELL_COUNT),
    v.check((map) => Math.abs(map.reduce((sum, p) => sum + p, 0) - 1) < SUM_TOLERANCE, "sum to 1"),
  );
}

const { move, paint, reshape, set, trace } = values;

/** What every new correction may say beside its value. */
const said = {
  timeSeconds: seconds,
  durationSeconds: duration,
  confidence: v.optional(share),
  tool: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9.-]{1,64}$/i, "1–64 letters, digits, dots and dashes"))),
  comment: v.optional(comment),
  modelId: v.optional(id),
  annotator,
  clientKey,
};

export const newCorrection: v.GenericSchema<api.NewCorrection> = v.variant("kind", [
  v.strictObject({ kind: v.literal("move"), ...said, value: move }),
  v.strictObject({ kind: v.literal("paint"), ...said, value: paint }),
  v.strictObject({ kind: v.literal("reshape"), ...said, value: reshape }),
  v.strictObject({ kind: v.literal("set"), ...said, value: set }),
  v.strictObject({ kind: v.literal("trace"), ...said, value: trace }),
  v.strictObject({ kind: v.picklist(["accept", "reject"]), ...said, modelId: id }),
  v.strictObject({ kind: v.literal("note"), ...said, durationSeconds: seconds, comment: noted }),
  v.strictObject({ kind: v.picklist(["undo", "redo"]), target: id, annotator, clientKey }),
]);

const stored = {
  id,
  timeSeconds: v.number(),
  durationSeconds: v.number(),
  confidence: share,
  annotator: v.string(),
  tool: v.string(),
  comment: v.optional(v.string()),
  modelId: v.optional(id),
  createdAt: millisecondsSince1970,
};

export const correctionView: v.GenericSchema<api.CorrectionView> = v.variant("kind", [
  v.object({ kind: v.literal("move"), ...stored, value: move }),
  v.object({ kind: v.literal("paint"), ...stored, value: paint }),
  v.object({ kind: v.literal("reshape"), ...stored, value: reshape }),
  v.object({ kind: v.literal("set"), ...stored, value: set }),
  v.object({ kind: v.literal("trace"), ...stored, value: trace }),
  v.object({ kind: v.picklist(["accept", "reject"]), ...stored, modelId: id }),
  v.object({ kind: v.literal("note"), ...stored, comment: v.string() }),
  v.object({
    kind: v.picklist(["undo", "redo"]),
    id,
    target: id,
    annotator: v.string(),
    createdAt: millisecondsSince1970,
  }),
]);

export const correctionsView: v.GenericSchema<api.CorrectionsView> = v.object({ events: v.array(correctionView) });
