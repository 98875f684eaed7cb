/**
 * An opened data directory: store, files, jobs and events, with the work that goes through all of them.
 * @module
 */
import { join } from "node:path";
import { getLogger } from "@logtape/logtape";
import { type Actor, type Authorize, authorize } from "../core/access/policy.ts";
import { type BlobFiles, openBlobs } from "../store/blobs.ts";
import {
  clearOutbox,
  enqueueAnalyses,
  enqueueAudit,
  enqueueRetrain,
  type JobRecord,
  readOutbox,
  refillOutbox,
  requestCancel,
  requeueInterrupted,
} from "../store/jobs.ts";
import type { Database, Scope } from "../store/schema.ts";
import { localScope, openDatabase } from "../store/store.ts";
import type { JobTools } from "./analyze.ts";
import { storedEvidence } from "./audit.ts";
import type { Compute } from "./compute.ts";
import { EventBus } from "./event_bus.ts";
import { openWorkflowEngine } from "./openworkflow.ts";
import { openPcmCache, type PcmCache } from "./pcm_cache.ts";
import { JobRunner } from "./runner.ts";
import { openTimelineColumns } from "./timeline_columns.ts";
import { makeFolder } from "./write_file.ts";

export interface WorkspaceOptions {
  /** Where everything is kept; created when missing. */
  dataDir: string;
  compute: Compute;
  /** Jobs performed at the same time; 0 performs none (they wait). */
  concurrency: number;
  /** The access rule; the single-user one by default. */
  authorize?: Authorize;
  /** Most bytes of decoded audio that are kept for playback; see {@link openPcmCache}. */
  pcmBytes?: number;
}

export interface Workspace extends JobTools {
  readonly db: Database;
  readonly blobs: BlobFiles;
  /** The project and the person of this installation. */
  readonly scope: Scope;
  readonly actor: Actor;
  readonly authorize: Authorize;
  /** Samples for playback. */
  readonly pcm: PcmCache;
  /** Queues the analyses that are not done yet; see {@link enqueueAnalyses}. */
  analyze(scope: Scope, request: { trackIds: readonly string[]; modelId: string }): Promise<JobRecord[]>;
  retrain(scope: Scope, request: Parameters<typeof enqueueRetrain>[2]): Promise<JobRecord>;
  audit(scope: Scope, request: { trackId: string; modelId: string }): Promise<JobRecord>;
  /** undefined when there is no such job. */
  cancel(scope: Scope, jobId: string): Promise<JobRecord | undefined>;
  /** Aborted when the workspace closes: what waits for events ends. */
  readonly closing: AbortSignal;
  /** Interrupts what runs, to be taken up at the next start, and closes the files. */
  close(): Promise<void>;
}

const log = getLogger(["moodline", "jobs"]);

/** Jobs handed to the engine at once. */
const OUTBOX_BATCH = 200;
/** How often the outbox is looked at when nothing was put there by this process. */
const SWEEP_INTERVAL_MS = 5000;

/**
 * Opens a data directory and takes up the jobs that were left.
 * @throws Error if it cannot be made, or another process has it open
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { dataDir, compute } = options;
  await makeFolder(dataDir);
  const lock = await lockDirectory(dataDir);
  const db = await openDatabase(join(dataDir, "moodline.db"));
  const scope = await localScope(db);
  const blobs = await openBlobs(join(dataDir, "blobs"));
  const columns = openTimelineColumns(join(dataDir, "columns"), (sha256) => Deno.readTextFile(blobs.path(sha256)));
  const tools: JobTools = { db, compute, blobs, columns, bus: new EventBus() };
  const pcm = await openPcmCache(join(dataDir, "pcm"), { compute, mostBytes: options.pcmBytes });
  const closing = new AbortController();
  const runner = new JobRunner(tools);
  const enginePath = join(dataDir, "jobs.db");
  if (!await exists(enginePath)) await refillOutbox(db);
  await requeueInterrupted(db);
  const engine = openWorkflowEngine(enginePath, runner.perform, { concurrency: Math.max(1, options.concurrency) });
  const sweep = createSweep(db, engine.submit);
  await sweep();
  if (options.concurrency > 0) await engine.start();
  const timer = setInterval(
    () => sweep().catch((error) => log.error("Cannot hand over jobs: {error}", { error })),
    SWEEP_INTERVAL_MS,
  );

  async function announce(scope: Scope, jobs: JobRecord[]): Promise<void> {
    await sweep();
    for (const job of jobs) tools.bus.publish(scope.projectId, { type: "job", job });
  }
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    closing.abort();
    clearInterval(timer);
    runner.stop();
    await pcm.close();
    await engine.stop();
    await db.destroy();
    lock.close();
  }
  return {
    ...tools,
    scope,
    actor: { id: scope.actorId, kind: "local", projectIds: [scope.projectId] },
    authorize: options.authorize ?? authorize,
    pcm,
    async analyze(scope, request) {
      const jobs = await enqueueAnalyses(db, scope, request);
      await announce(scope, jobs);
      return jobs;
    },
    async retrain(scope, request) {
      const job = await enqueueRetrain(db, scope, request);
      await announce(scope, [job]);
      return job;
    },
    async audit(scope, request) {
      const heard = await storedEvidence(tools, scope, request) !== null;
      const job = await enqueueAudit(db, scope, { ...request, heard });
      await announce(scope, [job]);
      return job;
    },
    async cancel(scope, jobId) {
      const job = await requestCancel(db, scope, jobId);
      if (!job) return undefined;
      runner.cancel(jobId);
      tools.bus.publish(scope.projectId, { type: "job", job });
      return job;
    },
    closing: closing.signal,
    close: () => closed ??= close(),
  };
}

/** One process a directory: the job engine's claims rest on it. The system frees the lock however the process ends. */
async function lockDirectory(dataDir: string): Promise<Deno.FsFile> {
  const file = await Deno.open(join(dataDir, "lock"), { write: true, create: true });
  if (await file.tryLock(true)) return file;
  file.close();
  throw new Error(`Cannot open the data directory: no other server may use it (${dataDir})`);
}

/** Hands what is in the outbox to the engine; calls follow each other. */
function createSweep(db: Database, submit: (jobId: string) => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  const sweep = async () => {
    for (;;) {
      const jobIds = await readOutbox(db, OUTBOX_BATCH);
      if (jobIds.length === 0) return;
      for (const jobId of jobIds) await submit(jobId);
      await clearOutbox(db, jobIds);
    }
  };
  return () => last = last.catch(() => {}).then(sweep);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
