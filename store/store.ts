/**
 * Opening the database of a data directory and bringing it to today's schema.
 * @module
 */
import { CamelCasePlugin, Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { v7 } from "uuid";
import { sqliteDialect } from "./dialect.ts";
import { migrations } from "./migrations/mod.ts";
import type { Database, Scope } from "./schema.ts";

/** A new UUIDv7: ids made later sort later. */
export function newId(): string {
  return v7();
}

/** Opens (or creates) the database at `path` and applies the migrations it lacks. */
export async function openDatabase(path: string): Promise<Database> {
  let raw: Kysely<unknown> | undefined;
  try {
    raw = new Kysely<unknown>({ dialect: sqliteDialect(path) });
    await migrate(raw);
    // Migrations name columns as they are in the database, so they run without the camel case plugin.
    return raw.withPlugin(new CamelCasePlugin()) as Database;
  } catch (error) {
    await raw?.destroy();
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`Cannot open the store: ${reason} (${path})`, { cause: error });
  }
}

async function migrate(db: Kysely<unknown>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  // Two that were written at the same time may have been merged, and run, in the other order.
  const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
  const { error } = await migrator.migrateToLatest();
  const unknown = /migration (\S+) is missing/.exec(String(error))?.[1];
  if (unknown) {
    throw new Error(`it must not be newer than this version, which does not know ${unknown} (update Moodline)`);
  }
  if (error) throw error;
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

/** What the person of a scope is called who gives no name. */
export async function actorName(db: Database, { actorId }: Scope): Promise<string> {
  const { name } = await db.selectFrom("actors").select("name").where("id", "=", actorId).executeTakeFirstOrThrow();
  return name;
}
