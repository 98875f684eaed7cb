/**
 * The first schema.
 * @module
 */
import type { CreateTableBuilder, Kysely } from "kysely";
import { makeAppendOnly } from "../dialect.ts";

type OwnedColumn = "project_id" | "actor_id" | "created_at";

/** Columns of every table. */
function owned<T extends string>(table: CreateTableBuilder<T, never>): CreateTableBuilder<T, OwnedColumn> {
  return table
    .addColumn("project_id", "text", (c) => c.notNull().references("projects.id"))
    .addColumn("actor_id", "text", (c) => c.notNull().references("actors.id"))
    .addColumn("created_at", "bigint", (c) => c.notNull());
}

// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function up(db: Kysely<any>): Promise<void> {
  // Projects and actors name each other, so only the later one of the two has foreign keys.
  await db.schema.createTable("projects")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("project_id", "text", (c) => c.notNull())
    .addColumn("actor_id", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .execute();
  await owned(db.schema.createTable("actors"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .execute();
  await owned(db.schema.createTable("blobs"))
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("bytes", "bigint", (c) => c.notNull())
    .addColumn("media_type", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("blobs_primary", ["project_id", "sha256"])
    .execute();
  await createTracksAndModels(db);
  await createReview(db);
  await createJobs(db);
  for (const table of ["models", "promotions", "timelines", "corrections"]) await makeAppendOnly(db, table);
}

// deno-lint-ignore no-explicit-any
async function createTracksAndModels(db: Kysely<any>): Promise<void> {
  await owned(db.schema.createTable("tracks"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("duration_seconds", "double precision")
    .addColumn("waveform_sha256", "text")
    .addColumn("rendition_sha256", "text")
    .addUniqueConstraint("tracks_content", ["project_id", "sha256"])
    .addForeignKeyConstraint("tracks_blob", ["project_id", "sha256"], "blobs", ["project_id", "sha256"])
    .execute();
  await owned(db.schema.createTable("models"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("parent_id", "text", (c) => c.references("models.id"))
    .addColumn("recipe", "text", (c) => c.notNull())
    .addColumn("card", "text", (c) => c.notNull())
    .addUniqueConstraint("models_content", ["project_id", "sha256"])
    .addForeignKeyConstraint("models_blob", ["project_id", "sha256"], "blobs", ["project_id", "sha256"])
    .execute();
  await owned(db.schema.createTable("promotions"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("model_id", "text", (c) => c.notNull().references("models.id"))
    .addUniqueConstraint("promotions_order", ["project_id", "seq"])
    .execute();
}

// deno-lint-ignore no-explicit-any
async function createReview(db: Kysely<any>): Promise<void> {
  await owned(db.schema.createTable("timelines"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("track_id", "text", (c) => c.notNull().references("tracks.id"))
    .addColumn("model_id", "text", (c) => c.notNull().references("models.id"))
    .addColumn("sha256", "text", (c) => c.notNull())
    .addColumn("valence", "double precision", (c) => c.notNull())
    .addColumn("arousal", "double precision", (c) => c.notNull())
    .addColumn("entropy_nats", "double precision", (c) => c.notNull())
    .addColumn("summary", "text", (c) => c.notNull())
    .addUniqueConstraint("timelines_once", ["track_id", "model_id"])
    .addForeignKeyConstraint("timelines_blob", ["project_id", "sha256"], "blobs", ["project_id", "sha256"])
    .execute();
  await owned(db.schema.createTable("corrections"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("track_id", "text", (c) => c.notNull().references("tracks.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("target", "text", (c) => c.references("corrections.id"))
    .addColumn("time_seconds", "double precision")
    .addColumn("duration_seconds", "double precision")
    .addColumn("valence", "double precision")
    .addColumn("arousal", "double precision")
    .addColumn("confidence", "double precision")
    .addColumn("tool", "text")
    .addColumn("client_key", "text")
    .addUniqueConstraint("corrections_order", ["track_id", "seq"])
    .addUniqueConstraint("corrections_once", ["project_id", "client_key"])
    .execute();
  await db.schema.createIndex("corrections_target").on("corrections").column("target").execute();
}

// deno-lint-ignore no-explicit-any
async function createJobs(db: Kysely<any>): Promise<void> {
  await owned(db.schema.createTable("jobs"))
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("progress", "double precision", (c) => c.notNull())
    .addColumn("message", "text", (c) => c.notNull())
    .addColumn("track_id", "text", (c) => c.references("tracks.id"))
    .addColumn("model_id", "text", (c) => c.references("models.id"))
    .addColumn("input", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("cancel_requested", "integer", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .execute();
  await db.schema.createIndex("jobs_open").on("jobs").columns(["project_id", "state", "track_id"]).execute();
  await owned(db.schema.createTable("outbox"))
    .addColumn("job_id", "text", (c) => c.primaryKey().references("jobs.id"))
    .execute();
}
