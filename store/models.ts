/**
 * Model versions and which of them is active. Both are append-only: rolling back is one more promotion.
 * @module
 */
import type { Database, Db, Scope } from "./schema.ts";
import { newId } from "./store.ts";

export interface ModelRecord {
  id: string;
  name: string;
  sha256: string;
  parentId: string | null;
  recipe: string;
  active: boolean;
  createdAt: number;
  bytes: number;
  card: Record<string, unknown>;
}

export type NewModel = Pick<ModelRecord, "name" | "sha256" | "parentId" | "recipe" | "card"> & { id?: string };

/** Adds a version, unless the project has its bytes already. The blob must be recorded. */
export async function addModel(db: Db, scope: Scope, model: NewModel): Promise<{ id: string; created: boolean }> {
  const id = model.id ?? newId();
  await db.insertInto("models")
    .values({ ...scope, ...model, id, card: JSON.stringify(model.card), createdAt: Date.now() })
    .onConflict((conflict) => conflict.columns(["projectId", "sha256"]).doNothing()).execute();
  const row = await db.selectFrom("models").select("id")
    .where("projectId", "=", scope.projectId).where("sha256", "=", model.sha256).executeTakeFirstOrThrow();
  return { id: row.id, created: row.id === id };
}

/** Makes a version the active one. */
export async function promoteModel(db: Database, scope: Scope, modelId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const last = await tx.selectFrom("promotions").select((e) => e.fn.max("seq").as("seq"))
      .where("projectId", "=", scope.projectId).executeTakeFirst();
    await tx.insertInto("promotions")
      .values({ ...scope, id: newId(), seq: (last?.seq ?? 0) + 1, modelId, createdAt: Date.now() }).execute();
  });
}

export async function activeModelId(db: Db, scope: Scope): Promise<string | null> {
  const row = await db.selectFrom("promotions").select("modelId").where("projectId", "=", scope.projectId)
    .orderBy("seq", "desc").limit(1).executeTakeFirst();
  return row?.modelId ?? null;
}

/** All versions, newest first. */
export function listModels(db: Db, scope: Scope): Promise<ModelRecord[]> {
  return selectModels(db, scope);
}

export async function getModel(db: Db, scope: Scope, id: string): Promise<ModelRecord | undefined> {
  return (await selectModels(db, scope, id))[0];
}

async function selectModels(db: Db, scope: Scope, id?: string): Promise<ModelRecord[]> {
  const active = await activeModelId(db, scope);
  const rows = await db.selectFrom("models")
    .innerJoin(
      "blobs",
      (join) => join.onRef("blobs.sha256", "=", "models.sha256").onRef("blobs.projectId", "=", "models.projectId"),
    )
    .select([
      "models.id",
      "models.name",
      "models.sha256",
      "models.parentId",
      "models.recipe",
      "models.createdAt",
      "models.card",
      "blobs.bytes",
    ])
    .where("models.projectId", "=", scope.projectId)
    .$if(id !== undefined, (query) => query.where("models.id", "=", id!))
    .orderBy("models.id", "desc").execute();
  return rows.map((row) => ({ ...row, active: row.id === active, card: JSON.parse(row.card) }));
}
