import assert from "node:assert/strict";
import { groupJobs } from "./job_groups.ts";
import { type ListedJob, newestAnalyses, trackState } from "./track_state.ts";

const job = (id: string, state: string, createdAt = 0, trackId: string | null = "t"): ListedJob => ({
  id,
  kind: trackId ? "analyze" : "retrain",
  state,
  progress: 0.25,
  message: `m${id}`,
  trackId,
  createdAt,
  updatedAt: createdAt,
});

Deno.test("work in progress is told before anything else, a failure only where nothing is there", () => {
  assert.deepEqual(trackState(true, job("1", "running")), { kind: "working", progress: 0.25, message: "m1" });
  assert.deepEqual(trackState(true, job("1", "failed")), { kind: "ready" });
  assert.deepEqual(trackState(false, job("1", "failed")), { kind: "failed", message: "m1" });
  assert.deepEqual(trackState(false, job("1", "cancelled")), { kind: "missing" });
  assert.deepEqual(trackState(false, undefined), { kind: "missing" });
});

Deno.test("of several analyses of a track the newest counts, retraining is of no track", () => {
  const jobs = [job("1", "failed", 5), job("2", "running", 9), job("3", "done", 1), job("4", "running", 20, null)];
  assert.deepEqual([...newestAnalyses(jobs)].map(([track, { id }]) => [track, id]), [["t", "2"]]);
});

Deno.test("jobs are grouped: waiting ones in the order in which they will run, failures newest first", () => {
  const jobs = [
    job("5", "failed", 1),
    job("1", "queued", 3),
    job("2", "queued", 2),
    job("3", "running", 1),
    job("4", "done", 0),
    job("6", "failed", 2),
    job("7", "cancelled", 9),
  ];
  const groups = groupJobs(jobs);
  const ids = (list: ListedJob[]) => list.map(({ id }) => id);
  assert.deepEqual([ids(groups.running), ids(groups.queued), ids(groups.failed), groups.finished], [
    ["3"],
    ["2", "1"],
    ["6", "5"],
    2,
  ]);
});
