/**
 * SQLite as Kysely sees it: the only file with SQL that PostgreSQL would not understand.
 * @module
 */
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Kysely, sql, SqliteDialect } from "kysely";

/** How long a statement waits for another process's lock before it fails. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * A dialect over node:sqlite. WAL lets readers go on while one writes; `synchronous = FULL` makes every acknowledged
 * write survive a power cut, not only a killed process.
 */
export function sqliteDialect(path: string): SqliteDialect {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF`);
  return new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare(text) {
        const statement = database.prepare(inTransaction(text, database.isTransaction));
        return {
          reader: statement.columns().length > 0,
          all: (values) => statement.all(...values as SQLInputValue[]),
          run: (values) => statement.run(...values as SQLInputValue[]),
          iterate: (values) => statement.iterate(...values as SQLInputValue[]),
        };
      },
    },
  });
}

/** What to run for a statement that begins or ends a transaction; any other is itself. */
function inTransaction(text: string, isTransaction: boolean): string {
  // A transaction that begins by reading cannot wait for a writer (SQLITE_BUSY_SNAPSHOT): take the lock at once.
  if (text === "begin") return "begin immediate";
  // On a full disk SQLite rolls back by itself; that nothing is left to take back must not be told instead of why.
  if (text === "rollback" && !isTransaction) return "select 1 where false";
  return text;
}

/** Lets rows of an append-only table be changed, not deleted. */
// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function allowUpdates(db: Kysely<any>, table: string): Promise<void> {
  await sql`drop trigger ${sql.id(`${table}_no_update`)}`.execute(db);
}

/** Makes the database itself refuse to change or delete rows of a table. */
// deno-lint-ignore no-explicit-any -- a migration sees the schema of its own time, not today's
export async function makeAppendOnly(db: Kysely<any>, table: string): Promise<void> {
  for (const verb of ["update", "delete"]) {
    await sql`create trigger ${sql.id(`${table}_no_${verb}`)} before ${sql.raw(verb)} on ${sql.table(table)}
      begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`.execute(db);
  }
}
