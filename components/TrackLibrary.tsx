/**
 * The list of tracks with everything that goes on: uploads, jobs, results.
 * @module
 */
import { useSignal } from "@preact/signals";
import type { TrackView } from "../protocol/api.ts";
import { DropZone } from "./DropZone.tsx";
import type { ChosenFiles } from "./dropped_files.ts";
import { strings } from "./strings.ts";
import { listTracks, type SortKey } from "./track_order.ts";
import { newestAnalyses, type TrackState, trackState } from "./track_state.ts";
import { type TrackRow, TrackTable } from "./TrackTable.tsx";
import { UploadPanel } from "./UploadPanel.tsx";
import type { EditorProps } from "./workbench/editors.ts";

/** Rows shown at first, and added at a time. */
const PAGE_ROWS = 200;

export default function TrackLibrary({ workbench }: EditorProps) {
  const { library, settings, credits } = workbench;
  const filter = useSignal(""), most = useSignal(PAGE_ROWS), onlyFailed = useSignal(false);
  const sortBy = settings.get("moodline.library.sortBy");
  const tracks = [...library.tracks.value.values()], jobs = library.jobs.value.values();
  const active = library.active.value;
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
    credit: credits[track.sha256] ?? null,
  }));
  const note = noteOf(library.chosen.value);
  return (
    <>
      {library.problem.value && <p class="banner error" role="alert">{library.problem}</p>}
      <div class="page wide">
        <div class="heading">
          <h1>{strings.library.title}</h1>
          {tracks.length > 0 && <a href="/api/summary.csv" download>{strings.library.summaryCsv}</a>}
        </div>
        {tracks.length > 0 && <p class="lead">{strings.library.lead}</p>}
        <DropZone onFiles={library.add}>
          {tracks.length === 0 && <Invitation />}
        </DropZone>
        {library.uploads.value && <UploadPanel queue={library.uploads.value} />}
        {note && <p role="status">{note}</p>}
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
                  onChange={(event) => settings.set("moodline.library.sortBy", event.currentTarget.value as SortKey)}
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
                <button type="button" onClick={() => library.analyse(stale.map(({ id }) => id))}>
                  {strings.track.analyseWith(active.name)}
                </button>
              </div>
            )}
            {idle.length > 1 && (
              <p>
                <button type="button" onClick={() => library.analyse(idle.map(({ id }) => id))}>
                  {strings.library.analyseAll(idle.length)}
                </button>
              </p>
            )}
            <TrackTable rows={rows} onAnalyse={(id) => library.analyse([id])} />
            {listed.length === 0 && <p class="muted">{strings.library.nothingMatches}</p>}
            {listed.length > most.value && (
              <button type="button" onClick={() => most.value += PAGE_ROWS}>
                {strings.library.showMore(Math.min(PAGE_ROWS, listed.length - most.value))}
              </button>
            )}
          </>
        )}
      </div>
    </>
  );
}

/** Of what was chosen last, what is not sent up. */
function noteOf(chosen: ChosenFiles | null): string {
  if (!chosen) return "";
  const { files, leftOut, unreadable } = chosen, words = strings.library, notes = [];
  if (unreadable.length > 0) notes.push(words.unreadable(unreadable));
  if (leftOut > 0) notes.push(words.leftOut(leftOut));
  if (notes.length === 0 && files.length === 0) notes.push(words.noneFound);
  return notes.join(" ");
}

function Invitation() {
  return (
    <>
      <h2>{strings.library.invitation}</h2>
      <p>{strings.library.invitationText}</p>
      <ol class="first-steps">
        {strings.library.firstSteps.map(([name, text]) => (
          <li key={name}>
            <strong>{name}</strong> {text}
          </li>
        ))}
      </ol>
    </>
  );
}
