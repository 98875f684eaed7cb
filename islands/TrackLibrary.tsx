/**
 * The list of tracks with everything that goes on: uploads, jobs, results.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { DropZone } from "../components/DropZone.tsx";
import type { ChosenFiles } from "../components/dropped_files.ts";
import { JobPanel } from "../components/JobPanel.tsx";
import { type ActiveModel, createLibrary } from "../components/library.ts";
import { StatusBar } from "../components/StatusBar.tsx";
import { strings } from "../components/strings.ts";
import { listTracks, type SortKey } from "../components/track_order.ts";
import {
  jobsBesideRows,
  type ListedJob,
  newestAnalyses,
  type TrackState,
  trackState,
} from "../components/track_state.ts";
import { type Credit, type TrackRow, TrackTable } from "../components/TrackTable.tsx";
import { UploadPanel } from "../components/UploadPanel.tsx";
import type { JobView, TrackView } from "../protocol/api.ts";

interface TrackLibraryProps {
  tracks: TrackView[];
  jobs: JobView[];
  active: ActiveModel | null;
  /** By the SHA-256 of the file. */
  credits: Record<string, Credit>;
}

type Library = ReturnType<typeof createLibrary<TrackView>>;

/** Rows shown at first, and added at a time. */
const PAGE_ROWS = 200;

export default function TrackLibrary(props: TrackLibraryProps) {
  const [library, setLibrary] = useState<Library | null>(null);
  useEffect(() => {
    const made = createLibrary<TrackView>(props);
    setLibrary(made);
    return made.close;
  }, []);
  const filter = useSignal(""), sortBy = useSignal<SortKey>("added"), most = useSignal(PAGE_ROWS), note = useSignal("");
  const onlyFailed = useSignal(false);

  const tracks = library ? [...library.tracks.value.values()] : props.tracks;
  const jobs: ListedJob[] = library ? [...library.jobs.value.values()] : props.jobs;
  const active = library ? library.active.value : props.active;
  const analyses = newestAnalyses(jobs);
  const states = new Map(
    tracks.map(({ id, timelines }): [string, TrackState] => [id, trackState(timelines.length > 0, analyses.get(id))]),
  );
  const those = (kind: TrackState["kind"]) => tracks.filter(({ id }) => states.get(id)!.kind === kind);
  const byActive = ({ timelines }: TrackView) => timelines.some(({ modelId }) => modelId === active?.id);
  const idle = those("missing"), failed = those("failed");
  const stale = active ? those("ready").filter((track) => !byActive(track)) : [];
  const shown = onlyFailed.value && failed.length > 0 ? failed : tracks;
  const listed = listTracks(shown, { filter: filter.value, sortBy: sortBy.value });
  const rows = listed.slice(0, most.value).map((track): TrackRow => ({
    ...track,
    state: states.get(track.id)!,
    otherModel: active && !byActive(track) ? track.timelines[0]?.modelName ?? null : null,
    credit: props.credits[track.sha256] ?? null,
  }));
  const panelJobs = jobsBesideRows(jobs, {
    analyses,
    hasTimeline: (id) => states.get(id)?.kind === "ready",
  });
  const nameOf = (job: ListedJob) => jobName(job, tracks);

  function onFiles({ files, leftOut }: ChosenFiles) {
    note.value = leftOut > 0 ? strings.library.leftOut(leftOut) : files.length === 0 ? strings.library.noneFound : "";
    library?.uploads.add(files);
  }
  return (
    <>
      {library?.problem.value && <p class="banner error" role="alert">{library.problem}</p>}
      <div class="workbench">
        <section class="editor" aria-labelledby="tracks-title">
          <div class="heading">
            <h1 id="tracks-title">{strings.library.title}</h1>
            <a href="/api/summary.csv" download>{strings.library.summaryCsv}</a>
          </div>
          {tracks.length > 0 && <p class="lead">{strings.library.lead}</p>}
          <DropZone onFiles={onFiles}>
            {tracks.length === 0 && <Invitation />}
          </DropZone>
          {note.value && <p role="status">{note}</p>}
          {tracks.length > 0 && (
            <>
              <div class="list-tools">
                <input
                  type="search"
                  placeholder={strings.library.filter}
                  aria-label={strings.library.filter}
                  value={filter}
                  onInput={(event) => filter.value = event.currentTarget.value}
                />
                <label>
                  {strings.library.sortBy}
                  <select
                    value={sortBy}
                    onChange={(event) => sortBy.value = event.currentTarget.value as SortKey}
                  >
                    {Object.entries(strings.library.sorts).map(([key, name]) => (
                      <option key={key} value={key}>{name}</option>
                    ))}
                  </select>
                </label>
                {failed.length > 0 && (
                  <label>
                    <input
                      type="checkbox"
                      checked={onlyFailed}
                      onChange={(event) => onlyFailed.value = event.currentTarget.checked}
                    />
                    {strings.library.onlyFailed(failed.length)}
                  </label>
                )}
                <span class="muted" role="status">{strings.library.shown(listed.length, tracks.length)}</span>
              </div>
              {active && stale.length > 0 && (
                <div class="note">
                  <span>{strings.library.activeMissing(stale.length, active.name)}</span>
                  <button type="button" onClick={() => library?.analyse(stale.map(({ id }) => id))}>
                    {strings.track.analyseWith(active.name)}
                  </button>
                </div>
              )}
              {idle.length > 1 && (
                <p>
                  <button type="button" onClick={() => library?.analyse(idle.map(({ id }) => id))}>
                    {strings.library.analyseAll(idle.length)}
                  </button>
                </p>
              )}
              <TrackTable rows={rows} onAnalyse={(id) => library?.analyse([id])} />
              {listed.length === 0 && <p class="muted">{strings.library.nothingMatches}</p>}
              {listed.length > most.value && (
                <button type="button" onClick={() => most.value += PAGE_ROWS}>
                  {strings.library.showMore(Math.min(PAGE_ROWS, listed.length - most.value))}
                </button>
              )}
            </>
          )}
        </section>
        <aside class="side">
          {library && <UploadPanel queue={library.uploads} />}
          <JobPanel jobs={panelJobs} nameOf={nameOf} onCancel={(id) => library?.cancel(id)} />
        </aside>
      </div>
      {library && <StatusBar connected={library.connected} waiting={library.outbox.letters.value.length} />}
    </>
  );
}

function Invitation() {
  return (
    <>
      <h2>{strings.library.invitation}</h2>
      <p>{strings.library.invitationText}</p>
    </>
  );
}

function jobName(job: ListedJob, tracks: readonly TrackView[]): string {
  const kind = strings.jobs.kinds[job.kind as keyof typeof strings.jobs.kinds];
  const track = tracks.find(({ id }) => id === job.trackId)?.name;
  return track ? `${kind}: ${track.slice(track.lastIndexOf("/") + 1)}` : kind;
}
