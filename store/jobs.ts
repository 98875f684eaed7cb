/**
 * Job rows: what the user sees of a job, its cancel flag, and the outbox that hands it to the job engine.
 * @module
 */
import type { Database, Db, JobKind, JobState, JobTable, Scope } from "./schema.ts";
import { newId } from "./store.ts";

/** Columns of a job that its user sees. */
const RECORD = [
  "id",
  "kind",
  "state",
  "progress",
  "message",
  "trackId",
  "modelId",
  "createdAt",
  "updatedAt",
] as const satisfies readonly (keyof JobTable)[];

/** What the user sees of a job. */
export type JobRecord = Pick<JobTable, typeof RECORD[number]>;

/** Everything a retraining has to know; decided when it is asked for, so that a resumed one does the same. */
export interface RetrainInput {
  parentId: string;
  /** Corrected tracks to learn from; null for all there are when it starts. */
  trackIds: string[] | null;
  /** Row id and name of the version to be made. */
  modelId: string;
  modelName: string;
}

/** A job as the runner takes it up. */
export interface StartedJob {
  job: JobRecord;
  scope: Scope;
  input: unknown;
  /** Starts so far, this one included. */
  attempts: number;
}

/**
 * Queues the analysis of tracks that have no timeline of this model. A track that is queued or running already keeps
 * its job. One transaction for all.
 */
export function enqueueAnalyses(
  db: Database,
  scope: Scope,
  { trackIds, modelId }: { trackIds: readonly string[]; modelId: string },
): Promise<JobRecord[]> {
  return db.transaction().execute(async (tx) => {
    const jobs: JobRecord[] = [];
    for (const trackId of new Set(trackIds)) {
      const finished = await tx.selectFrom("timelines").select("id").where("projectId", "=", scope.projectId)
        .where("trackId", "=", trackId).where("modelId", "=", modelId).executeTakeFirst();
      if (finished) continue;
      jobs.push(await openJob(tx, scope, { kind: "analyze", trackId, modelId }));
    }
    return jobs;
  });
}

/**
 * Queues an audit, unless one of the track and the model is queued, running or done already.
 * @param of.heard whether its evidence is there: without it, one that is done is done again.
 */
export function enqueueAudit(
  db: Database,
  scope: Scope,
  { heard, ...key }: { trackId: string; modelId: string; heard: boolean },
): Promise<JobRecord> {
  return db.transaction().execute(async (tx) => {
    const done = heard && await tx.selectFrom("jobs").select(RECORD)
      .where("projectId", "=", scope.projectId).where("kind", "=", "audit").where("state", "=", "done")
      .where("trackId", "=", key.trackId).where("modelId", "=", key.modelId).orderBy("id", "desc").executeTakeFirst();
    return done || await openJob(tx, scope, { kind: "audit", ...key });
  });
}

/** The job of a track and a model that is queued or running, or a new one. */
async function openJob(
  tx: Db,
  scope: Scope,
  { kind, trackId, modelId }: { kind: JobKind; trackId: string; modelId: string },
): Promise<JobRecord> {
  const open = await tx.selectFrom("jobs").select(RECORD).where("projectId", "=", scope.projectId)
    .where("kind", "=", kind).where("trackId", "=", trackId).where("modelId", "=", modelId)
    .where("state", "in", ["queued", "running"]).where("cancelRequested", "=", 0).executeTakeFirst();
  return open ?? await insertJob(tx, scope, { kind, trackId, modelId, input: null });
}

/** Of a parent's name in its child's: names have at most 200 letters, and the number needs some. */
const MOST_NAME_LETTERS = 180;

/** Queues a retraining. Its version is named after the parent: `default-1` → `default-1.r1`, `default-1.r2` … */
export function enqueueRetrain(
  db: Database,
  scope: Scope,
  request: Pick<RetrainInput, "parentId" | "trackIds"> & { parentName: string },
): Promise<JobRecord> {
  const { parentName, ...rest } = request;
  return db.transaction().execute(async (tx) => {
    const before = await tx.selectFrom("jobs").select((e) => e.fn.countAll<number>().as("count"))
      .where("projectId", "=", scope.projectId).where("kind", "=", "retrain").executeTakeFirstOrThrow();
    const stem = parentName.replace(/\.r\d+$/, "").slice(0, MOST_NAME_LETTERS);
    const modelName = `${stem}.r${Number(before.count) + 1}`;
    const input: RetrainInput = { ...rest, modelId: newId(), modelName };
    return insertJob(tx, scope, { kind: "retrain", trackId: null, modelId: null, input });
  });
}

async function insertJob(
  tx: Db,
  scope: Scope,
  job: { kind: JobKind; trackId: string | null; modelId: string | null; input: unknown },
): Promise<JobRecord> {
  const id = newId(), createdAt = Date.now();
  const record: JobRecord = {
    id,
    kind: job.kind,
    state: "queued",
    progress: 0,
    message: "waiting",
    trackId: job.trackId,
    modelId: job.modelId,
    createdAt,
    updatedAt: createdAt,
  };
  await tx.insertInto("jobs")
    .values({ ...scope, ...record, input: JSON.stringify(job.input), attempts: 0, cancelRequested: 0 }).execute();
  await tx.insertInto("outbox").values({ ...scope, jobId: id, createdAt }).execute();
  return record;
}

/** Jobs that wait to be handed to the engine, oldest first. */
export async function readOutbox(db: Db, limit: number): Promise<string[]> {
  const rows = await db.selectFrom("outbox").select("jobId").orderBy("jobId").limit(limit).execute();
  return rows.map((row) => row.jobId);
}

export async function clearOutbox(db: Db, jobIds: readonly string[]): Promise<void> {
  await db.deleteFrom("outbox").where("jobId", "in", jobIds).execute();
}

/** Hands every unfinished job to the engine again, for an engine that has lost its own file. */
export async function refillOutbox(db: Db): Promise<void> {
  await db.insertInto("outbox").columns(["projectId", "actorId", "createdAt", "jobId"])
    .expression((e) =>
      e.selectFrom("jobs").select(["projectId", "actorId", "createdAt", "id as jobId"])
        .where("state", "in", ["queued", "running"])
    ).onConflict((conflict) => conflict.column("jobId").doNothing()).execute();
}

/** What was running when the process died is waiting again. */
export async function requeueInterrupted(db: Db): Promise<void> {
  await db.updateTable("jobs").set({ state: "queued", message: "waiting after a restart", updatedAt: Date.now() })
    .where("state", "=", "running").execute();
}

export function getJob(db: Db, scope: Pick<Scope, "projectId">, id: string): Promise<JobRecord | undefined> {
  return db.selectFrom("jobs").select(RECORD).where("projectId", "=", scope.projectId).where("id", "=", id)
    .executeTakeFirst();
}

/** Jobs of the project, newest first. */
export function listJobs(db: Db, scope: Scope, options: { limit: number; state?: JobState }): Promise<JobRecord[]> {
  return db.selectFrom("jobs").select(RECORD).where("projectId", "=", scope.projectId)
    .$if(options.state !== undefined, (query) => query.where("state", "=", options.state!))
    .orderBy("id", "desc").limit(options.limit).execute();
}

/** Takes a job up; undefined when there is nothing left to do about it. */
export async function startJob(db: Db, id: string): Promise<StartedJob | undefined> {
  const row = await db.updateTable("jobs")
    .set((e) => ({ state: "running", message: "starting", attempts: e("attempts", "+", 1), updatedAt: Date.now() }))
    .where("id", "=", id).where("state", "in", ["queued", "running"]).where("cancelRequested", "=", 0)
    .returning([...RECORD, "projectId", "actorId", "input", "attempts"]).executeTakeFirst();
  if (!row) return undefined;
  const { projectId, actorId, input, attempts, ...job } = row;
  return { job, scope: { projectId, actorId }, input: JSON.parse(input), attempts };
}

/** Writes a running job's progress; tells whether it has been asked to stop. */
export async function reportProgress(
  db: Db,
  id: string,
  { progress, message }: { progress: number; message: string },
): Promise<{ cancelRequested: boolean; job: JobRecord | undefined }> {
  const row = await db.updateTable("jobs").set({ progress, message, updatedAt: Date.now() })
    .where("id", "=", id).where("state", "=", "running").where("cancelRequested", "=", 0).returning(RECORD)
    .executeTakeFirst();
  return { cancelRequested: row === undefined, job: row };
}

/** Ends a job, or puts it back in the queue for another attempt. A job that has ended stays as it is. */
export async function settleJob(
  db: Db,
  id: string,
  end: { state: Exclude<JobState, "running">; message: string; modelId?: string },
): Promise<{ projectId: string; job: JobRecord } | undefined> {
  const row = await db.updateTable("jobs")
    .set({ ...end, ...(end.state === "done" ? { progress: 1 } : {}), updatedAt: Date.now() })
    .where("id", "=", id).where("state", "in", ["queued", "running"]).returning([...RECORD, "projectId"])
    .executeTakeFirst();
  if (!row) return undefined;
  const { projectId, ...job } = row;
  return { projectId, job };
}

/** Puts a job back that an orderly stop interrupted: the attempt does not count. */
export async function yieldJob(db: Db, id: string): Promise<void> {
  await db.updateTable("jobs")
    .set((e) => ({
      state: "queued",
      message: "waiting for the next start",
      attempts: e("attempts", "-", 1),
      updatedAt: Date.now(),
    }))
    .where("id", "=", id).where("state", "=", "running").execute();
}

/** Asks a job to stop: a waiting one ends at once, a running one when it next looks. */
export async function requestCancel(db: Database, scope: Scope, id: string): Promise<JobRecord | undefined> {
  return await db.transaction().execute(async (tx) => {
    const own = tx.updateTable("jobs").where("projectId", "=", scope.projectId).where("id", "=", id);
    const updatedAt = Date.now();
    await own.set({ cancelRequested: 1, state: "cancelled", message: "cancelled", updatedAt })
      .where("state", "=", "queued").execute();
    await own.set({ cancelRequested: 1, message: "cancelling", updatedAt }).where("state", "=", "running").execute();
    return getJob(tx, scope, id);
  });
}
