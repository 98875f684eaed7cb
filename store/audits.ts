/**
 * Audits: which blob holds the evidence of a track and a model. A row here, and the file that it names, are what
 * "finished" means for an audit.
 * @module
 */
import type { AuditTable, Db, Scope } from "./schema.ts";
import { newId } from "./store.ts";

export type AuditRecord = Pick<AuditTable, "trackId" | "modelId" | "sha256">;

/** Adds the evidence, in place of any that there was of this track and model. */
export async function addAudit(db: Db, scope: Scope, audit: AuditRecord): Promise<void> {
  await db.insertInto("audits").values({ ...scope, ...audit, id: newId(), createdAt: Date.now() })
    .onConflict((conflict) => conflict.columns(["trackId", "modelId"]).doUpdateSet({ sha256: audit.sha256 })).execute();
}

export function getAudit(
  db: Db,
  scope: Scope,
  { trackId, modelId }: { trackId: string; modelId: string },
): Promise<AuditRecord | undefined> {
  return db.selectFrom("audits").select(["trackId", "modelId", "sha256"]).where("projectId", "=", scope.projectId)
    .where("trackId", "=", trackId).where("modelId", "=", modelId).executeTakeFirst();
}
