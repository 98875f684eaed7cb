/**
 * Performs jobs: progress, cancelling, and what happens when one fails.
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { OnProgress } from "../core/progress.ts";
import { reportProgress, type RetrainInput, settleJob, type StartedJob, startJob, yieldJob } from "../store/jobs.ts";
import { analyzeTrack, type JobTools } from "./analyze.ts";
import { auditTrack } from "./audit.ts";
import type { CallOptions } from "./compute.ts";
import { failureMessage, isPermanent, JobError } from "./failure.ts";
import type { Perform } from "./job_engine.ts";
import { retrain } from "./retrain.ts";

/** Starts of a job, those that a crash cut short included, before it counts as failed. */
const MAX_ATTEMPTS = 5;
/** Shortest time between two progress rows of a job. */
const REPORT_INTERVAL_MS = 250;

const log = getLogger(["moodline", "jobs"]);

export class JobRunner {
  #running = new Map<string, AbortController>();
  #stopping = false;

  constructor(readonly tools: JobTools) {}

  /** Tells a running job of this process to stop. */
  cancel(jobId: string): void {
    this.#running.get(jobId)?.abort();
  }

  /** Interrupts everything; what was running waits for the next start. */
  stop(): void {
    this.#stopping = true;
    for (const controller of this.#running.values()) controller.abort();
  }

  perform: Perform = async (jobId) => {
    if (this.#stopping) return "again";
    if (this.#running.has(jobId)) return "settled"; // handed over twice: the other one settles it
    const controller = new AbortController();
    this.#running.set(jobId, controller);
    try {
      const started = await startJob(this.tools.db, jobId);
      if (started) return await this.#attempt(started, controller);
      // Asked to stop while nobody worked on it, or settled before.
      await this.#settle(jobId, { state: "cancelled", message: "cancelled" });
      return "settled";
    } finally {
      this.#running.delete(jobId);
    }
  };

  async #attempt(started: StartedJob, controller: AbortController): Promise<"settled" | "again"> {
    const { job, attempts, scope } = started;
    this.tools.bus.publish(scope.projectId, { type: "job", job });
    try {
      if (attempts > MAX_ATTEMPTS) {
        throw new JobError(`Cannot finish the job: the server stopped ${MAX_ATTEMPTS} times while working on it`);
      }
      const onProgress = this.#reporter(started, controller);
      await this.#settle(job.id, await this.#work(started, { onProgress, signal: controller.signal }));
      return "settled";
    } catch (error) {
      return await this.#fail(started, error, controller.signal);
    }
  }

  async #work({ job, scope, input }: StartedJob, options: CallOptions) {
    if (job.kind === "retrain") {
      const request = input as RetrainInput;
      const message = await retrain(this.tools, scope, { input: request, ...options });
      return { state: "done", message, modelId: request.modelId } as const;
    }
    const key = { trackId: job.trackId!, modelId: job.modelId! };
    if (job.kind === "audit") {
      await auditTrack(this.tools, scope, { ...key, ...options });
      return { state: "done", message: "audited" } as const;
    }
    await analyzeTrack(this.tools, scope, { ...key, ...options });
    return { state: "done", message: "analysed" } as const;
  }

  async #fail({ job, attempts, scope }: StartedJob, error: unknown, signal: AbortSignal): Promise<"settled" | "again"> {
    if (this.#stopping && signal.aborted) {
      await yieldJob(this.tools.db, job.id);
      return "again";
    }
    if (signal.aborted) {
      await this.#settle(job.id, { state: "cancelled", message: "cancelled" });
      return "settled";
    }
    log.warn("Job {jobId} ({kind}) failed at attempt {attempts}: {error}", {
      jobId: job.id,
      kind: job.kind,
      attempts,
      error,
      ...scope,
    });
    const final = isPermanent(error) || attempts >= MAX_ATTEMPTS;
    const message = final ? failureMessage(error) : `trying again: ${failureMessage(error)}`;
    await this.#settle(job.id, { state: final ? "failed" : "queued", message });
    return final ? "settled" : "again";
  }

  /** Writes progress at most every 250 ms, and hears of a cancel flag that another process has set. */
  #reporter({ job, scope }: StartedJob, controller: AbortController): OnProgress {
    let last = -Infinity, writing = false;
    return ({ fraction, message }) => {
      const now = performance.now();
      if (writing || now - last < REPORT_INTERVAL_MS || controller.signal.aborted) return;
      last = now;
      writing = true;
      const progress = Math.min(1, Math.max(0, fraction));
      reportProgress(this.tools.db, job.id, { progress, message }).then(({ cancelRequested, job: record }) => {
        if (cancelRequested) controller.abort();
        if (record) this.tools.bus.publish(scope.projectId, { type: "job", job: record });
      }).catch((error) => log.error("Cannot write progress: {error}", { error })).finally(() => writing = false);
    };
  }

  async #settle(jobId: string, end: Parameters<typeof settleJob>[2]): Promise<void> {
    const settled = await settleJob(this.tools.db, jobId, end);
    if (settled) this.tools.bus.publish(settled.projectId, { type: "job", job: settled.job });
  }
}
