/**
 * Tiles instead of the JSON of a waveform. Those of tracks that are there are made when they are first looked at.
 * @module
 */
import type { Kysely } from "kysely";

// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable("tracks").addColumn("tiles_sha256", "text").execute();
  await db.schema.alterTable("tracks").dropColumn("waveform_sha256").execute();
}
