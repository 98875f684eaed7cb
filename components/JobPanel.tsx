/**
 * What the server is working on.
 * @module
 */
import { jobName } from "./job_name.ts";
import type { Library } from "./library.ts";
import { strings } from "./strings.ts";
import { groupJobs } from "./job_groups.ts";
import type { ListedJob } from "./track_state.ts";

/** Longer queues are summed up. */
const MOST_QUEUED = 5;

export function JobPanel({ library }: { library: Library }) {
  const { running, queued, failed, finished } = groupJobs(library.jobs.value.values());
  const nothing = running.length + queued.length + failed.length === 0;
  const row = (job: ListedJob) => (
    <JobRow key={job.id} job={job} name={jobName(job, library.tracks.value)} onCancel={library.cancel} />
  );
  return (
    <div class="panel">
      {nothing && <p class="muted">{strings.jobs.none}</p>}
      <ul class="jobs">
        {running.map(row)}
        {queued.slice(0, MOST_QUEUED).map(row)}
        {queued.length > MOST_QUEUED && <li class="muted">{strings.jobs.andWaiting(queued.length - MOST_QUEUED)}</li>}
        {failed.slice(0, MOST_QUEUED).map(row)}
      </ul>
      {finished > 0 && <p class="muted">{strings.jobs.earlier(finished)}</p>}
    </div>
  );
}

function JobRow({ job, name, onCancel }: { job: ListedJob; name: string; onCancel: (jobId: string) => void }) {
  const open = job.state === "queued" || job.state === "running";
  return (
    <li class={`job job-${job.state}`}>
      <span class="job-name">{name}</span>
      {open && (
        <button
          type="button"
          class="link"
          aria-label={strings.jobs.cancelNamed(name)}
          onClick={() => onCancel(job.id)}
        >
          {strings.jobs.cancel}
        </button>
      )}
      {open && <progress value={job.progress} max={1} aria-label={strings.jobs.progress(name)} />}
      <span class={job.state === "failed" ? "job-message error" : "job-message muted"}>
        {job.message || strings.jobs.states[job.state as keyof typeof strings.jobs.states]}
      </span>
    </li>
  );
}
