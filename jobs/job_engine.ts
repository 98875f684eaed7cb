/**
 * The port to a durable job engine. It knows job ids only: what a job is and how far it has come is in the store.
 * @module
 */

/** Does a job. `again`: it is not finished and is to be tried once more after a pause. */
export type Perform = (jobId: string) => Promise<"settled" | "again">;

export interface JobEngine {
  /** Hands a job over, durably. The same id handed over twice is one job. */
  submit(jobId: string): Promise<void>;
  /** Begins to perform jobs, those of an earlier process first. */
  start(): Promise<void>;
  /** Takes up nothing more and waits for the jobs that are being performed. */
  stop(): Promise<void>;
}
