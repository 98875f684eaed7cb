/**
 * Corrections of every kind: a value of their own, a comment, the model that was judged, and the name of the person.
 * A move's value stays in the columns it has had from the start.
 * @module
 */
import type { Kysely } from "kysely";

// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function up(db: Kysely<any>): Promise<void> {
  const corrections = () => db.schema.alterTable("corrections");
  await corrections().addColumn("value", "text").execute();
  await corrections().addColumn("comment", "text").execute();
  await corrections().addColumn("model_id", "text", (c) => c.references("models.id")).execute();
  await corrections().addColumn("annotator", "text").execute();
}
