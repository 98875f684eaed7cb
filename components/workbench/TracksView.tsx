/**
 * The tracks in a narrow list, to go from one to the next.
 * @module
 */
import { useComputed, useSignal } from "@preact/signals";
import { strings } from "../strings.ts";
import { listTracks } from "../track_order.ts";
import { newestAnalyses, type TrackState, trackState } from "../track_state.ts";
import { activeTab } from "./layout.ts";
import { pathOfTrack } from "./address.ts";
import type { Workbench } from "./workbench.ts";

/** The list of tracks has them all. */
const MOST_ROWS = 100;

export function TracksView({ workbench: { library, settings, layout } }: { workbench: Workbench }) {
  const filter = useSignal("");
  const tracks = [...library.tracks.value.values()], analyses = newestAnalyses(library.jobs.value.values());
  const listed = listTracks(tracks, {
    filter: filter.value,
    sortBy: settings.get("moodline.library.sortBy").value,
  });
  const current = useComputed(() => activeTab(layout.value)?.path).value;
  return (
    <>
      {tracks.length > 8 && (
        <input
          type="search"
          class="view-filter"
          placeholder={strings.workbench.viewFilter}
          aria-label={strings.workbench.viewFilter}
          value={filter}
          onInput={(event) => filter.value = event.currentTarget.value}
        />
      )}
      {tracks.length === 0 && <p class="view-foot muted">{strings.workbench.noTracks}</p>}
      <ul class="view-list">
        {listed.slice(0, MOST_ROWS).map(({ id, name, timelines, correctionCount }) => (
          <li key={id}>
            <a
              class="view-row"
              href={pathOfTrack(id)}
              title={name}
              aria-current={current === pathOfTrack(id) ? "page" : undefined}
            >
              <Dot state={trackState(timelines.length > 0, analyses.get(id)).kind} />
              <span class="view-name">{name.slice(name.lastIndexOf("/") + 1)}</span>
              {correctionCount > 0 && <span class="view-count" aria-hidden="true">{correctionCount}</span>}
            </a>
          </li>
        ))}
      </ul>
      <p class="view-foot">
        <a href="/">
          {listed.length > MOST_ROWS ? strings.workbench.more(listed.length - MOST_ROWS) : strings.workbench.addMusic}
        </a>
      </p>
    </>
  );
}

/** How it stands with a track; the list of tracks says it in words. */
const Dot = ({ state }: { state: TrackState["kind"] }) => <span class={`dot dot-${state}`} aria-hidden="true" />;
