/**
 * What the server does.
 * @module
 */

export const jobs = {
  title: "Jobs",
  none: "Nothing is running.",
  kinds: { analyze: "Analyse", retrain: "Retrain", audit: "Audit" },
  states: { queued: "Waiting", running: "Running", done: "Done", failed: "Failed", cancelled: "Cancelled" },
  cancel: "Cancel",
  cancelNamed: (what: string) => `Cancel: ${what}`,
  progress: (what: string) => `Progress: ${what}`,
  earlier: (n: number) => `${n} finished`,
  andWaiting: (n: number) => `and ${n} more waiting`,
  lead: "What the server does and has done, the newest first.",
  columns: { job: "Job", state: "State", begun: "Begun", message: "Message" },
  empty: "The server has had nothing to do yet. Add music, and its analysis appears here.",
};
