/**
 * The list of tracks.
 * @module
 */
import { MoodGlyph } from "./MoodGlyph.tsx";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import { type Credit, CreditLine, TrackName } from "./TrackName.tsx";
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
            <td class={row.correctionCount ? "number" : "number none"}>
              {row.correctionCount || "–"} <span class="of-what">{columns.corrections.toLowerCase()}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
