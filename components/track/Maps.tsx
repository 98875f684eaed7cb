/**
 * The maps of a track at the playhead, and what they are corrected with.
 * @module
 */
import { useComputed } from "@preact/signals";
import type { Correcting, Tool } from "../correcting/correcting.ts";
import { EmotionMap } from "../EmotionMap.tsx";
import { Segments } from "../Segments.tsx";
import { strings } from "../strings.ts";
import type { TrackEditor } from "../track_editor.ts";
import { lazily } from "../workbench/lazily.tsx";
import type { Settings } from "../workbench/settings.ts";

const ComparingMap = lazily(async () => ({ default: (await import("../comparing/Comparing.tsx")).ComparingMap }));

/** The map that is corrected, and beside it that of another version, or the prediction that was hidden before. */
export function Maps(
  { editor, names, settings, correcting }: {
    editor: TrackEditor;
    names: [string, string] | null;
    settings: Settings;
    correcting: Correcting;
  },
) {
  const { session } = editor;
  const answered = useComputed(() => session.hidden.value !== null && session.shown.step.value !== null);
  const sides = names ?? (answered.value ? [strings.track.corrected, strings.track.asPredicted] : null);
  return (
    <div class={sides ? "maps two" : "maps"}>
      <EmotionMap session={session} shown={session.shown} name={sides?.[0]} correcting={correcting} />
      {names
        ? <ComparingMap editor={editor} names={names} settings={settings} />
        : sides && <EmotionMap session={session} shown={session.predicted} name={sides[1]} />}
    </div>
  );
}

const TOOLS = Object.entries(strings.map.tools) as [Tool, string][];

export function MapTools({ correcting, ready }: { correcting: Correcting; ready: boolean }) {
  const { tool, bench, problem, place } = correcting, isRecording = place.value !== null;
  return (
    <>
      <div class="map-tools">
        <Segments name={strings.map.tool} value={tool} choices={TOOLS} />
        <button
          type="button"
          class={isRecording ? "record recording" : "record"}
          disabled={!ready}
          onClick={() => void correcting.run("record")}
        >
          <span class="record-dot" aria-hidden="true" />
          {isRecording ? strings.map.stopRecording : strings.map.record}
        </button>
      </div>
      {problem.value && <p class="error" role="alert">{problem}</p>}
      {bench.value && <bench.value.ToolOptions bench={bench.value} />}
    </>
  );
}
