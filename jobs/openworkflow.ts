/**
 * The job engine on OpenWorkflow with its SQLite backend, in a file of its own: it has no busy timeout, and one process
 * owns that file.
 * @module
 */
import { OpenWorkflow } from "openworkflow";
import { BackendSqlite } from "openworkflow/sqlite";
import { releaseClaims } from "../store/job_engine.ts";
import type { JobEngine, Perform } from "./job_engine.ts";

/** Says "again" to OpenWorkflow, which knows only success and failure. The store decides when to give up, not this. */
const RETRY = { initialInterval: "1s", backoffCoefficient: 2, maximumInterval: "1m", maximumAttempts: 1000 } as const;

class AgainSignal extends Error {
  override name = "AgainSignal";
}

/** @param options.concurrency jobs that are performed at the same time */
export function openWorkflowEngine(path: string, perform: Perform, options: { concurrency: number }): JobEngine {
  releaseClaims(path);
  const backend = BackendSqlite.connect(path);
  const engine = new OpenWorkflow({ backend });
  const workflow = engine.defineWorkflow<{ jobId: string }, void>(
    { name: "job" },
    async ({ input, step }) => {
      await step.run({ name: "perform", retryPolicy: RETRY }, async () => {
        if (await perform(input.jobId) === "again") throw new AgainSignal("to be tried again");
      });
    },
  );
  const worker = engine.newWorker({ concurrency: options.concurrency });
  return {
    submit: async (jobId) => void await workflow.run({ jobId }, { idempotencyKey: jobId }),
    start: () => worker.start(),
    stop: async () => {
      await worker.stop();
      await backend.stop();
    },
  };
}
