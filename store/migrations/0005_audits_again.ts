/**
 * What an audit knows can be made again where its file is lost, and may then be other bytes: its row names another blob.
 * @module
 */
import type { Kysely } from "kysely";
import { allowUpdates } from "../dialect.ts";

// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function up(db: Kysely<any>): Promise<void> {
  await allowUpdates(db, "audits");
}
