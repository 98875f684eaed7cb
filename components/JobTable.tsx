/**
 * Everything the server does and has done.
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { jobName } from "./job_name.ts";
import { strings } from "./strings.ts";
import type { EditorProps } from "./workbench/editors.ts";

/** Older ones are of no interest. */
const MOST_ROWS = 300;

export default function JobTable({ workbench: { library } }: EditorProps) {
  const jobs = [...library.jobs.value.values()].sort((a, b) => b.createdAt - a.createdAt).slice(0, MOST_ROWS);
  const { columns } = strings.jobs;
  return (
    <div class="page wide">
      <h1>{strings.jobs.title}</h1>
      <p class="lead">{strings.jobs.lead}</p>
      {library.problem.value && <p class="banner error" role="alert">{library.problem}</p>}
      {jobs.length === 0 ? <p class="empty">{strings.jobs.empty}</p> : (
        <table class="keys jobs-table">
          <thead>
            <tr>
              <th scope="col">{columns.job}</th>
              <th scope="col">{columns.state}</th>
              <th scope="col">{columns.message}</th>
              <th scope="col">{columns.begun}</th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => {
              const name = jobName(job, library.tracks.value),
                isOpen = job.state === "queued" || job.state === "running";
              return (
                <tr key={job.id}>
                  <th scope="row">
                    {job.trackId ? <a href={`/tracks/${job.trackId}`}>{name}</a> : name}
                  </th>
                  <td class={`job-state job-state-${job.state}`}>
                    {strings.jobs.states[job.state]}
                    {isOpen && (
                      <button
                        type="button"
                        class="link"
                        aria-label={strings.jobs.cancelNamed(name)}
                        onClick={() => library.cancel(job.id)}
                      >
                        {strings.jobs.cancel}
                      </button>
                    )}
                  </td>
                  <td>
                    {isOpen && <progress value={job.progress} max={1} aria-label={strings.jobs.progress(name)} />}
                    <span class={job.state === "failed" ? "error" : "muted"}>{job.message}</span>
                  </td>
                  <td class="muted">
                    <LocalTime at={job.createdAt} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** As the reader's clock shows it; until the page is alive as the server's pages show it, in UTC. */
function LocalTime({ at }: { at: number }) {
  const [isAlive, setAlive] = useState(false), iso = new Date(at).toISOString();
  useEffect(() => setAlive(true), []);
  return (
    <time dateTime={iso}>
      {isAlive ? new Date(at).toLocaleString() : `${iso.slice(0, 16).replace("T", " ")} UTC`}
    </time>
  );
}
