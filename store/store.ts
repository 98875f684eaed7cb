/**
 * Opening the database of a data directory and bringing it to today's schema.
 * @module
 */
import { CamelCasePlugin, Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { v7 } from "uuid";
import { sqliteDialect } from "./dialect.ts";
import { migrations } from "./migrations/mod.ts";
import type { Database, Scope, Tables } from "./schema.ts";

/** A new UUIDv7: ids made later sort later. */
export function newId(): string {
  return v7();
}

/** Opens (or creates) the database at `path` and applies the migrations it lacks. */
export async function openDatabase(path: string): Promise<Database> {
  // Migrations name columns as they are in the database, so they run without the camel case plugin.
  const dialect = sqliteDialect(path);
  const raw = new Kysely<unknown>({ dialect });
  const migrator = new Migrator({ db: raw, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    await raw.destroy();
    throw new Error(`Cannot open the store: ${error instanceof Error ? error.message : error} (${path})`, {
      cause: error,
    });
  }
  return raw.withPlugin(new CamelCasePlugin()) as Kysely<Tables>;
}

/** The project and the person of a single-user installation; made at the first call. */
export async function localScope(db: Database): Promise<Scope> {
  const known = await db.selectFrom("actors").select(["projectId", "id as actorId"]).where("kind", "=", "local")
    .executeTakeFirst();
  if (known) return known;
  const scope = { projectId: newId(), actorId: newId() }, createdAt = Date.now();
  await db.transaction().execute(async (tx) => {
    await tx.insertInto("projects").values({ ...scope, id: scope.projectId, name: "Default project", createdAt })
      .execute();
    await tx.insertInto("actors").values({ ...scope, id: scope.actorId, kind: "local", name: "You", createdAt })
      .execute();
  });
  return scope;
}
