/**
 * What audits know of a track and a model.
 * @module
 */
import type { Kysely } from "kysely";
import { makeAppendOnly } from "../dialect.ts";

// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.createTable("audits")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("actor_id", "text", (c) => c.notNull().references("actors.id"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("track_id", "text", (c) => c.notNull().references("tracks.id"))
    .addColumn("model_id", "text", (c) => c.notNull().references("models.id"))
    .addColumn("sha256", "text", (c) => c.notNull())
    .addUniqueConstraint("audits_once", ["track_id", "model_id"])
    .addForeignKeyConstraint("audits_blob", ["project_id", "sha256"], "blobs", ["project_id", "sha256"])
    .execute();
  await makeAppendOnly(db, "audits");
}
