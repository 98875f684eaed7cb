/**
 * Lanes and lines that not everybody needs all the time: what the model does not know, markers, and the ways that the
 * model, the corrected timeline and each annotator take over the strips. Fetched when one is switched on.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Note, standingNotes } from "../../core/review/correction.ts";
import { Lane } from "../Lane.tsx";
import { LevelLane } from "../LevelLane.tsx";
import { strings } from "../strings.ts";
import { formatTime } from "../time_axis.ts";
import { useTimeMark } from "../time_mark.ts";
import type { TrackSession } from "../track_session.ts";
import type { Settings } from "../workbench/settings.ts";
import { paintTraces } from "./trace_painting.ts";
import { type Trace, tracesOf } from "./traces.ts";
import { viewStrings } from "./strings.ts";

const words = viewStrings.lanes;

export default function MoreLanes({ session, settings }: { session: TrackSession; settings: Settings }) {
  const annotators = settings.get("moodline.track.lanes.annotators");
  const versions = settings.get("moodline.track.lanes.versions");
  const traces = useComputed(() =>
    tracesOf({
      reviewed: session.reviewed.value,
      corrected: versions.value ? session.saved.value : null,
      edits: annotators.value ? session.edits.value : [],
    })
  );
  useEffect(() => {
    session.overStrips.value = (surface, axis) =>
      paintTraces(surface, traces.value, { axis, view: session.view.value });
    return () => session.overStrips.value = null;
  }, []);
  return (
    <>
      {(annotators.value || versions.value) && <TraceKey traces={traces} />}
      {settings.get("moodline.track.lanes.ignorance").value && <IgnoranceLane session={session} />}
      {settings.get("moodline.track.lanes.markers").value && <MarkersLane session={session} />}
    </>
  );
}

function TraceKey({ traces }: { traces: ReadonlySignal<readonly Trace[]> }) {
  if (traces.value.length === 0) return <p class="trace-key muted">{words.nobody}</p>;
  return (
    <ul class="trace-key" aria-label={words.lines}>
      {traces.value.map(({ name, colour, dashed }) => (
        <li key={name}>
          <svg width="24" height="8" aria-hidden="true">
            <path d="M0 4h24" stroke="black" stroke-width="5" />
            <path d="M0 4h24" stroke={colour} stroke-width="3" stroke-dasharray={dashed ? "5 3" : undefined} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function IgnoranceLane({ session }: { session: TrackSession }) {
  const known = useComputed(() => session.shown.timeline.value?.steps.some((step) => step.epistemicNats !== null));
  if (!known.value) {
    return (
      <Lane kind="level" name={words.ignorance} hint={words.ignoranceHint}>
        <p class="lane-note muted">{words.noCommittee}</p>
      </Lane>
    );
  }
  return (
    <LevelLane
      session={session}
      name={words.ignorance}
      hint={words.ignoranceHint}
      read={({ epistemicNats }) => epistemicNats ?? 0}
    />
  );
}

/** What people wrote to a time, as flags that lead there. */
function MarkersLane({ session }: { session: TrackSession }) {
  const notes = useComputed(() => standingNotes(session.edits.value));
  if (notes.value.length === 0) return null;
  return (
    <Lane kind="markers" name={words.markers}>
      <div class="flags">
        {notes.value.map((note) => <Flag key={note.id} note={note} session={session} />)}
      </div>
    </Lane>
  );
}

function Flag({ note, session }: { note: Note; session: TrackSession }) {
  const ref = useTimeMark<HTMLButtonElement>(session, note.timeSeconds);
  const who = note.annotator || strings.history.you;
  return (
    <button
      ref={ref}
      type="button"
      class="flag"
      data-pictured
      title={`${note.comment} (${who})`}
      aria-label={`${formatTime(note.timeSeconds)}, ${who}: ${note.comment}`}
      onClick={() => session.seek(note.timeSeconds)}
    >
      {note.comment}
    </button>
  );
}
