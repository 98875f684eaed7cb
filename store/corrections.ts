/**
 * Corrections: an append-only list of events a track.
 * @module
 */
import type { CorrectionEvent } from "../core/review/correction.ts";
import type { CorrectionTable, Database, Db, Scope } from "./schema.ts";
import { newId } from "./store.ts";

export type StoredCorrection = CorrectionEvent & { createdAt: number };

/** An event as it arrives. */
export type CorrectionInput =
  & { clientKey?: string }
  & (
    | {
      kind: "move";
      timeSeconds: number;
      durationSeconds: number;
      value: { valence: number; arousal: number };
      confidence: number;
      tool: string;
    }
    | { kind: "undo" | "redo"; target: string }
  );

/** What was asked for contradicts what is stored; `reason` says how. */
export class CorrectionConflictError extends Error {
  override name = "CorrectionConflictError";
  constructor(readonly reason: "unknown-target" | "key-reused", message: string) {
    super(message);
  }
}

/** All events of a track in the order in which they were made. */
export async function listCorrections(db: Db, scope: Scope, trackId: string): Promise<StoredCorrection[]> {
  const rows = await db.selectFrom("corrections").selectAll().where("projectId", "=", scope.projectId)
    .where("trackId", "=", trackId).orderBy("seq").execute();
  return rows.map(rowToEvent);
}

/** Ids of the tracks that have any correction, oldest track first. */
export async function listCorrectedTrackIds(db: Db, scope: Scope): Promise<string[]> {
  const rows = await db.selectFrom("corrections").select("trackId").distinct()
    .where("projectId", "=", scope.projectId).orderBy("trackId").execute();
  return rows.map((row) => row.trackId);
}

/**
 * Appends an event, or finds the one that was stored under the same `clientKey`.
 * @throws CorrectionConflictError when a reversal's target is not a move of this track, or the key was used for
 * something else.
 */
export function addCorrection(
  db: Database,
  scope: Scope,
  { trackId, input }: { trackId: string; input: CorrectionInput },
): Promise<{ event: StoredCorrection; created: boolean }> {
  const columns = inputToColumns(input);
  return db.transaction().execute(async (tx) => {
    const earlier = input.clientKey === undefined ? undefined : await tx.selectFrom("corrections").selectAll()
      .where("projectId", "=", scope.projectId).where("clientKey", "=", input.clientKey).executeTakeFirst();
    if (earlier) {
      refuseReusedKey(earlier, { ...columns, trackId });
      return { event: rowToEvent(earlier), created: false };
    }
    if (input.kind !== "move") await requireMove(tx, scope, { trackId, target: input.target });
    const last = await tx.selectFrom("corrections").select((e) => e.fn.max("seq").as("seq"))
      .where("trackId", "=", trackId).executeTakeFirst();
    const row = { ...scope, ...columns, id: newId(), trackId, seq: (last?.seq ?? 0) + 1, createdAt: Date.now() };
    await tx.insertInto("corrections").values(row).execute();
    return { event: rowToEvent(row), created: true };
  });
}

async function requireMove(db: Db, scope: Scope, { trackId, target }: { trackId: string; target: string }) {
  const move = await db.selectFrom("corrections").select("id").where("projectId", "=", scope.projectId)
    .where("trackId", "=", trackId).where("id", "=", target).where("kind", "=", "move").executeTakeFirst();
  if (!move) {
    throw new CorrectionConflictError(
      "unknown-target",
      "Cannot reverse a correction: the target must be a move of this track",
    );
  }
}

type EventColumns = Omit<CorrectionTable, "projectId" | "actorId" | "createdAt" | "id" | "trackId" | "seq">;

function inputToColumns(input: CorrectionInput): EventColumns {
  const move = input.kind === "move" ? input : null;
  return {
    kind: input.kind,
    target: input.kind === "move" ? null : input.target,
    timeSeconds: move?.timeSeconds ?? null,
    durationSeconds: move?.durationSeconds ?? null,
    valence: move?.value.valence ?? null,
    arousal: move?.value.arousal ?? null,
    confidence: move?.confidence ?? null,
    tool: move?.tool ?? null,
    clientKey: input.clientKey ?? null,
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

function rowToEvent(row: CorrectionTable): StoredCorrection {
  const { id, actorId: annotator, createdAt } = row;
  if (row.kind !== "move") return { kind: row.kind, id, target: row.target!, annotator, createdAt };
  return {
    kind: "move",
    id,
    timeSeconds: row.timeSeconds!,
    durationSeconds: row.durationSeconds!,
    value: { valence: row.valence!, arousal: row.arousal! },
    confidence: row.confidence!,
    annotator,
    tool: row.tool!,
    createdAt,
  };
}
