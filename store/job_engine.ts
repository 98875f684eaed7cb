/**
 * SQL on the job engine's own file, `jobs.db`, whose schema belongs to OpenWorkflow.
 * @module
 */
import { DatabaseSync } from "node:sqlite";

/**
 * Takes back the claims of a process that died. The engine would wait for their 30-second leases to run out; one
 * process owns the file (the caller holds the data directory's lock), so whatever is claimed at start is abandoned.
 */
export function releaseClaims(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA busy_timeout = 5000");
    const known = database.prepare("select 1 from sqlite_master where name = 'workflow_runs'").get();
    if (!known) return;
    database.prepare("update workflow_runs set available_at = ?, worker_id = null where status = 'running'")
      .run(new Date().toISOString());
  } finally {
    database.close();
  }
}
