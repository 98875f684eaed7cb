/**
 * What comparing adds to the editor of a track: the bar, the lanes of the other version or of the difference, a map.
 * Fetched when something is first compared.
 * @module
 */
import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Jump } from "../../core/review/comparison.ts";
import { EmotionMap } from "../EmotionMap.tsx";
import { StripLane, type StripLines } from "../Lanes.tsx";
import { Segments } from "../Segments.tsx";
import { strings } from "../strings.ts";
import type { TrackEditor } from "../track_editor.ts";
import { viewStrings } from "../views/strings.ts";
import type { Settings } from "../workbench/settings.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { ComparisonBar } from "./ComparisonBar.tsx";
import { createComparison } from "./comparison.ts";
import { DifferenceLanes } from "./DifferenceLanes.tsx";
import { DifferenceMap } from "./DifferenceMap.tsx";
import { DistanceLane } from "./DistanceLane.tsx";
import { openDistanceClient } from "./distance_client.ts";

interface Shared {
  editor: TrackEditor;
  /** Names of the reviewed and the compared version. */
  names: readonly [string, string];
  settings: Settings;
}

const words = viewStrings.comparing;
const WAYS = [["sides", words.sides], ["difference", words.difference]] as const;

/** Only the bar of an editor compares; its lanes and its map show what it found. */
export function ComparingBar({ editor, settings, workbench, editorKey }: {
  editor: TrackEditor;
  settings: Settings;
  workbench: Workbench;
  /** By which the editor's offers go. */
  editorKey: string;
}) {
  const { session, comparison } = editor;
  const way = settings.get("moodline.track.compareAs");
  const playhead = useComputed(() => session.stepIndex.value * session.axis.value.stepSeconds);
  useEffect(() => {
    const distances = openDistanceClient(workbench.createDistanceWorker);
    const made = comparison.value = createComparison({
      a: session.shown.timeline,
      b: session.other.timeline,
      askDistances: distances.ask,
    });
    const goTo = (jump: Jump) => () => {
      const seconds = made.jump(jump, playhead.peek());
      if (seconds !== null) session.seek(seconds);
    };
    const takeBack = workbench.commands.register(editorKey, {
      handlers: {
        "moodline.track.nextDisagreement": goTo("next"),
        "moodline.track.previousDisagreement": goTo("previous"),
        "moodline.track.largestDisagreement": goTo("largest"),
        "moodline.track.toggleDifference": () => settings.set("moodline.track.compareAs", other(way.peek())),
        "moodline.track.toggleDistance": () => made.measure.value = made.measure.peek() === "js" ? "emd" : "js",
      },
    });
    return () => {
      takeBack();
      comparison.value = null;
      made.close();
      distances.close();
    };
  }, []);
  return (
    <div class="comparing">
      <Choice
        name={words.as}
        value={way.value}
        choices={WAYS}
        onChoose={(chosen) => settings.set("moodline.track.compareAs", chosen)}
      />
      <WhoseSelect editor={editor} />
      {comparison.value && <ComparisonBar comparison={comparison.value} playhead={playhead} onJump={session.seek} />}
    </div>
  );
}

const other = (way: "sides" | "difference") => way === "sides" ? "difference" : "sides";

/** Segments of a setting: it is set, not written into a signal. */
function Choice<T>({ name, value, choices, onChoose }: {
  name: string;
  value: T;
  choices: readonly (readonly [T, string])[];
  onChoose: (value: T) => void;
}) {
  return (
    <Segments
      name={name}
      value={{
        get value() {
          return value;
        },
        set value(chosen) {
          onChoose(chosen);
        },
      }}
      choices={choices}
    />
  );
}

/** Whose corrections the reviewed version has; there is a choice once two people have corrected it. */
function WhoseSelect({ editor: { session } }: { editor: TrackEditor }) {
  const names = session.annotators.value, whose = session.whose.value;
  if (names.length < 2) return null;
  return (
    <label>
      {words.whose}
      <select
        value={typeof whose === "object" ? whose.annotator : ""}
        onChange={({ currentTarget: { value } }) => {
          session.showCorrected.value = true;
          session.whose.value = value ? { annotator: value } : "all";
        }}
      >
        <option value="">{words.everybody}</option>
        {names.filter(Boolean).map((name) => <option key={name} value={name}>{name}</option>)}
      </select>
    </label>
  );
}

export function ComparingLanes({ editor: { session, comparison }, names: [one, two], settings, lines }: Shared & {
  lines: StripLines;
}) {
  const isDifference = settings.get("moodline.track.compareAs").value === "difference", { shown, other } = session;
  return (
    <>
      <h3 class="lanes-version">{isDifference ? strings.comparing.difference(one, two) : two}</h3>
      {isDifference ? <DifferenceLanes a={shown.timeline} b={other.timeline} view={session.view} /> : (
        <>
          <StripLane session={session} shown={other} axis="arousal" {...lines} />
          <StripLane session={session} shown={other} axis="valence" {...lines} />
        </>
      )}
      {comparison.value && <DistanceLane comparison={comparison.value} view={session.view} />}
    </>
  );
}

export function ComparingMap({ editor: { session }, names, settings }: Shared) {
  const { shown, other, stepIndex } = session;
  return settings.get("moodline.track.compareAs").value === "difference"
    ? <DifferenceMap a={shown.timeline} b={other.timeline} stepIndex={stepIndex} names={names} />
    : <EmotionMap session={session} shown={other} name={names[1]} />;
}
