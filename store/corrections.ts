/**
 * Corrections: an append-only list of events a track.
 * @module
 */
import type { Correction, CorrectionEvent, Reversal } from "../core/review/correction.ts";
import type { CorrectionTable, Database, Db, Scope } from "./schema.ts";
import { newId } from "./store.ts";

export type StoredCorrection = CorrectionEvent & { createdAt: number };

/** Of each member of a union, all but some properties. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** An event as it arrives; without the annotator's name it is the actor's. */
export type CorrectionInput =
  & { clientKey?: string; annotator?: string }
  & (Without<Correction, "id" | "annotator"> | Without<Reversal, "id" | "annotator">);

/** What was asked for contradicts what is stored; `reason` says how. */
export class CorrectionConflictError extends Error {
  override name = "CorrectionConflictError";
  constructor(readonly reason: "unknown-target" | "unknown-model" | "key-reused", message: string) {
    super(message);
  }
}

/** All events of a track in the order in which they were made. */
export async function listCorrections(db: Db, scope: Scope, trackId: string): Promise<StoredCorrection[]> {
  const rows = await selectRows(db, scope).where("corrections.trackId", "=", trackId).orderBy("corrections.seq")
    .execute();
  return rows.map(rowToEvent);
}

/** Ids of the tracks that have any correction, oldest track first. */
export async function listCorrectedTrackIds(db: Db, scope: Scope): Promise<string[]> {
  const rows = await db.selectFrom("corrections").select("trackId").distinct()
    .where("projectId", "=", scope.projectId).orderBy("trackId").execute();
  return rows.map((row) => row.trackId);
}

/**
 * The event that was stored under an input's `clientKey`, if there is one.
 * @throws CorrectionConflictError when the key was used for something else.
 */
export async function findRepeated(
  db: Db,
  scope: Scope,
  { trackId, input }: { trackId: string; input: CorrectionInput },
): Promise<StoredCorrection | undefined> {
  if (input.clientKey === undefined) return undefined;
  const earlier = await selectRows(db, scope).where("corrections.clientKey", "=", input.clientKey).executeTakeFirst();
  if (!earlier) return undefined;
  refuseReusedKey(earlier, { ...inputToColumns(input), trackId });
  return rowToEvent(earlier);
}

/**
 * Appends an event, or finds the one that was stored under the same `clientKey`.
 * @throws CorrectionConflictError when a reversal's target is not a correction of this track, the model is not the
 * project's, or the key was used for something else.
 */
export function addCorrection(
  db: Database,
  scope: Scope,
  { trackId, input }: { trackId: string; input: CorrectionInput },
): Promise<{ event: StoredCorrection; created: boolean }> {
  const columns = inputToColumns(input);
  return db.transaction().execute(async (tx) => {
    const earlier = await findRepeated(tx, scope, { trackId, input });
    if (earlier) return { event: earlier, created: false };
    if (columns.target !== null) await requireTarget(tx, scope, { trackId, target: columns.target });
    if (columns.modelId !== null) await requireModel(tx, scope, columns.modelId);
    const last = await tx.selectFrom("corrections").select((e) => e.fn.max("seq").as("seq"))
      .where("trackId", "=", trackId).executeTakeFirst();
    const row = { ...scope, ...columns, id: newId(), trackId, seq: (last?.seq ?? 0) + 1, createdAt: Date.now() };
    await tx.insertInto("corrections").values(row).execute();
    const stored = await selectRows(tx, scope).where("corrections.id", "=", row.id).executeTakeFirstOrThrow();
    return { event: rowToEvent(stored), created: true };
  });
}

type Row = CorrectionTable & { actorName: string };

function selectRows(db: Db, scope: Scope) {
  return db.selectFrom("corrections").innerJoin("actors", "actors.id", "corrections.actorId")
    .selectAll("corrections").select("actors.name as actorName")
    .where("corrections.projectId", "=", scope.projectId);
}

async function requireTarget(db: Db, scope: Scope, { trackId, target }: { trackId: string; target: string }) {
  const found = await db.selectFrom("corrections").select("id").where("projectId", "=", scope.projectId)
    .where("trackId", "=", trackId).where("id", "=", target).where("kind", "not in", ["undo", "redo"])
    .executeTakeFirst();
  if (!found) {
    throw new CorrectionConflictError(
      "unknown-target",
      "Cannot reverse a correction: the target must be a correction of this track, and no undo or redo",
    );
  }
}

async function requireModel(db: Db, scope: Scope, modelId: string) {
  const found = await db.selectFrom("models").select("id").where("projectId", "=", scope.projectId)
    .where("id", "=", modelId).executeTakeFirst();
  if (!found) {
    throw new CorrectionConflictError(
      "unknown-model",
      "Cannot store a correction: modelId must be a model of the project",
    );
  }
}

type EventColumns = Omit<CorrectionTable, "projectId" | "actorId" | "createdAt" | "id" | "trackId" | "seq">;

function inputToColumns(input: CorrectionInput): EventColumns {
  const { kind, clientKey = null, annotator = null } = input;
  const said = "target" in input ? null : input;
  const value = said && "value" in said ? said.value : null, moved = said?.kind === "move" ? said.value : null;
  return {
    kind,
    clientKey,
    annotator,
    target: "target" in input ? input.target : null,
    timeSeconds: said?.timeSeconds ?? null,
    durationSeconds: said?.durationSeconds ?? null,
    valence: moved?.valence ?? null,
    arousal: moved?.arousal ?? null,
    value: value === null || moved ? null : JSON.stringify(value),
    confidence: said?.confidence ?? null,
    tool: said?.tool ?? null,
    comment: said?.comment ?? null,
    modelId: said?.modelId ?? null,
  };
}

/** A repeated request is the same event; the same key on anything else is a client's mistake that would lose an edit. */
function refuseReusedKey(stored: CorrectionTable, asked: EventColumns & { trackId: string }): void {
  for (const [column, value] of Object.entries(asked)) {
    if (stored[column as keyof CorrectionTable] !== value) {
      throw new CorrectionConflictError(
        "key-reused",
        "Cannot store a correction: clientKey must be new or repeat the same event",
      );
    }
  }
}

function rowToEvent(row: Row): StoredCorrection {
  const { id, kind, createdAt } = row, annotator = row.annotator ?? row.actorName;
  if (kind === "undo" || kind === "redo") return { kind, id, target: row.target!, annotator, createdAt };
  const event = {
    kind,
    id,
    timeSeconds: row.timeSeconds!,
    durationSeconds: row.durationSeconds!,
    ...rowToValue(row),
    confidence: row.confidence!,
    annotator,
    tool: row.tool!,
    ...(row.comment === null ? {} : { comment: row.comment }),
    ...(row.modelId === null ? {} : { modelId: row.modelId }),
    createdAt,
  };
  return event as StoredCorrection;
}

function rowToValue({ kind, valence, arousal, value }: CorrectionTable): { value?: unknown } {
  if (kind === "move") return { value: { valence, arousal } };
  return value === null ? {} : { value: JSON.parse(value) };
}
