import assert from "node:assert/strict";
import { join } from "node:path";
import { Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import { addCorrection } from "./corrections.ts";
import { sqliteDialect } from "./dialect.ts";
import { migrations } from "./migrations/mod.ts";
import { addModel, promoteModel } from "./models.ts";
import type { Database, Scope } from "./schema.ts";
import { localScope, openDatabase } from "./store.ts";
import { openTestingStore } from "./testing.ts";
import { addTimeline } from "./timelines.ts";
import { getTrack, recordBlob } from "./tracks.ts";

Deno.test("every table says which project a row belongs to, who made it and when", async () => {
  await using store = await openTestingStore();
  const tables = (await store.db.introspection.getTables()).filter(({ name }) => !name.startsWith("kysely_"));
  assert.equal(tables.length, 11);
  for (const { name, columns } of tables) {
    for (const owned of ["project_id", "actor_id", "created_at"]) {
      const column = columns.find((column) => column.name === owned);
      assert.ok(column && !column.isNullable, `${name}.${owned}`);
    }
  }
});

Deno.test("a database of every earlier schema is brought to today's with its rows", async () => {
  const names = Object.keys(migrations);
  assert.deepEqual(names, names.toSorted());
  for (const name of names) {
    const path = join(await Deno.makeTempDir(), "old.db");
    const old = new Kysely<unknown>({ dialect: sqliteDialect(path) });
    const migrator = new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(migrations) } });
    const { error } = await migrator.migrateTo(name);
    assert.equal(error, undefined);
    await sql`insert into projects (id, project_id, actor_id, created_at, name) values ('p', 'p', 'a', 1, 'Old')`
      .execute(old);
    await sql`insert into actors (id, project_id, actor_id, created_at, kind, name) values ('a', 'p', 'a', 1, 'local', 'You')`
      .execute(old);
    await old.destroy();
    const db = await openDatabase(path);
    assert.deepEqual(await localScope(db), { projectId: "p", actorId: "a" });
    await db.destroy();
  }
});

Deno.test("migrations that were run in another order than their names are completed", async () => {
  const path = join(await Deno.makeTempDir(), "old.db"), old = new Kysely<unknown>({ dialect: sqliteDialect(path) });
  const { "0001_start": start, "0003_audits": audits } = migrations,
    known = { "0001_start": start, "0003_audits": audits };
  const { error } = await new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(known) } })
    .migrateToLatest();
  assert.equal(error, undefined);
  await old.destroy();
  const db = await openDatabase(path),
    columns = (await db.introspection.getTables())
      .find(({ name }) => name === "corrections")!.columns.map(({ name }) => name);
  assert.ok(columns.includes("annotator"), "of the migration between the two");
  await db.destroy();
});

Deno.test("a database of a newer version is left alone, and says what to do", async () => {
  const path = join(await Deno.makeTempDir(), "new.db"), db = await openDatabase(path);
  await sql`insert into kysely_migration (name, timestamp) values ('9999_later', '2099-01-01T00:00:00.000Z')`.execute(
    db,
  );
  await db.destroy();
  await assert.rejects(openDatabase(path), {
    message: "Cannot open the store: it must not be newer than this version, which does not know 9999_later " +
      `(update Moodline) (${path})`,
  });
});

Deno.test("opening a file that is no database says so and names it", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "not a database ".repeat(100));
  await assert.rejects(openDatabase(path), (error: Error) => {
    assert.equal(error.message, `Cannot open the store: file is not a database (${path})`);
    return true;
  });
});

Deno.test("the local project and person are made once", async () => {
  await using store = await openTestingStore();
  assert.deepEqual(await localScope(store.db), store.scope);
  const { count } = await store.db.selectFrom("projects").select((e) => e.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  assert.equal(count, 1);
});

Deno.test("the database itself refuses to change or delete models, promotions, timelines and corrections", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const summary = { valence: 0, arousal: 0, entropyNats: 1, summary: "{}" };
  await addTimeline(db, scope, { trackId, modelId, sha256: "a".repeat(64), ...summary });
  const value = { valence: 0, arousal: 0 };
  await addCorrection(db, scope, {
    trackId,
    input: { kind: "move", timeSeconds: 0, durationSeconds: 1, value, confidence: 1, tool: "test" },
  });
  for (const table of ["models", "promotions", "timelines", "corrections"] as const) {
    const refused = { message: `${table} is append-only` };
    await assert.rejects(db.updateTable(table).set({ createdAt: 0 }).execute(), refused);
    await assert.rejects(db.deleteFrom(table).execute(), refused);
  }
});

Deno.test("the promoted model is active, and promoting the earlier one again rolls back", async () => {
  await using store = await openTestingStore();
  const { db, scope, modelId } = store;
  const second = await addSecondModel(db, scope);
  const active = async () =>
    (await db.selectFrom("promotions").select("modelId").orderBy("seq").execute()).map((row) => row.modelId);
  await promoteModel(db, scope, second);
  await promoteModel(db, scope, modelId);
  assert.deepEqual(await active(), [modelId, second, modelId]);
});

Deno.test("a track shows the active model's timeline, else the newest", async () => {
  await using store = await openTestingStore();
  const { db, scope, trackId, modelId } = store;
  const second = await addSecondModel(db, scope);
  const timeline = { trackId, sha256: "a".repeat(64), arousal: 0, entropyNats: 1, summary: "{}" };
  await addTimeline(db, scope, { ...timeline, modelId, valence: 0.1 });
  await addTimeline(db, scope, { ...timeline, modelId: second, valence: 0.2 });
  const shown = async () => (await getTrack(db, scope, trackId))!;
  assert.equal((await shown()).summary!.valence, 0.1);
  assert.deepEqual((await shown()).timelines.map((row) => row.modelName), ["default-2", "default-1"]);
  const third = await addSecondModel(db, scope, "d");
  await promoteModel(db, scope, third);
  assert.equal((await shown()).summary!.valence, 0.2, "no timeline of the active model: the newest");
});

Deno.test("rows of another project are not found", async () => {
  await using store = await openTestingStore();
  const foreign = { ...store.scope, projectId: "other" };
  assert.equal(await getTrack(store.db, foreign, store.trackId), undefined);
});

async function addSecondModel(db: Database, scope: Scope, digit = "c"): Promise<string> {
  const sha256 = digit.repeat(64);
  await recordBlob(db, scope, { sha256, bytes: 3, mediaType: "application/octet-stream" });
  return (await addModel(db, scope, { name: "default-2", sha256, parentId: null, recipe: "default", card: {} })).id;
}
