/**
 * The list of tracks.
 * @module
 */
import { MoodGlyph } from "./MoodGlyph.tsx";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import type { Listed } from "./track_order.ts";
import type { TrackState } from "./track_state.ts";

/** A row of the list. */
export interface TrackRow extends Listed {
  id: string;
  state: TrackState;
  /** Name of the model that the summary is of, unless it is the active one. */
  otherModel: string | null;
  credit: Credit | null;
}

/** Whose work a clip is, and on what terms. */
export interface Credit {
  title: string;
  artist: string;
  licence: string;
  licenceUrl: string;
  from: string;
}

interface TrackTableProps {
  rows: readonly TrackRow[];
  onAnalyse: (trackId: string) => void;
}

export function TrackTable({ rows, onAnalyse }: TrackTableProps) {
  const { columns } = strings.library;
  return (
    <table class="tracks">
      <thead>
        <tr>
          <th scope="col">{columns.mood}</th>
          <th scope="col">{columns.track}</th>
          <th scope="col" class="number">{columns.duration}</th>
          <th scope="col">{columns.state}</th>
          <th scope="col" class="number">{columns.corrections}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              <MoodGlyph mean={row.summary} />
            </td>
            <td class="track-name">
              <a href={`/tracks/${row.id}`}>
                <TrackName name={row.name} />
              </a>
              {row.credit && <CreditLine credit={row.credit} />}
            </td>
            <td class="number">{row.durationSeconds === null ? "–" : formatTime(row.durationSeconds)}</td>
            <td class="track-state">
              <StateCell row={row} onAnalyse={onAnalyse} />
            </td>
            <td class={row.correctionCount ? "number" : "number none"}>{row.correctionCount || "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The folders of a name are there, but less so. */
export function TrackName({ name }: { name: string }) {
  const slash = name.lastIndexOf("/") + 1;
  return (
    <>
      {slash > 0 && <span class="muted folders">{name.slice(0, slash)}</span>}
      {name.slice(slash)}
    </>
  );
}

export function CreditLine({ credit: { title, artist, licence, licenceUrl, from } }: { credit: Credit }) {
  return (
    <span class="credit">
      {strings.library.credit(title, artist, from)} <a href={licenceUrl} rel="license external">{licence}</a>
    </span>
  );
}

function StateCell(
  { row: { id, name, state, otherModel }, onAnalyse }: { row: TrackRow; onAnalyse: (trackId: string) => void },
) {
  switch (state.kind) {
    case "ready":
      return (
        <>
          <span class="ready">{strings.library.ready}</span>
          {otherModel && <span class="muted">{strings.library.by(otherModel)}</span>}
        </>
      );
    case "working":
      return (
        <>
          <progress value={state.progress} max={1} aria-label={strings.jobs.progress(name)} />
          <span class="muted">{state.message || strings.jobs.states.queued}</span>
        </>
      );
    case "failed":
      return (
        <>
          <span class="error">{withoutName(state.message, name)}</span>
          <button type="button" class="link" onClick={() => onAnalyse(id)}>{strings.errors.tryAgain}</button>
        </>
      );
    case "missing":
      return <button type="button" onClick={() => onAnalyse(id)}>{strings.library.analyse}</button>;
  }
}

/** Why, without the name that stands beside it: messages are written to stand alone, too. */
function withoutName(message: string, name: string): string {
  const intro = `Cannot decode ${name.slice(name.lastIndexOf("/") + 1)}: `;
  return message.startsWith(intro) ? message.slice(intro.length) : message;
}
