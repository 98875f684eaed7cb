/**
 * The 11×11 map of one step, and on it the mean as a ring that can be moved.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Correcting } from "./correcting/correcting.ts";
import { likeliestCell } from "../core/emotion/heatmap.ts";
import { cellToPoint, GRID_SIZE, type Point } from "../core/emotion/grid.ts";
import { dragPointer } from "./lane_pointer.ts";
import { placeToPoint } from "./map_painting.ts";
import { MapPicture, Marker, usePlace } from "./MapPicture.tsx";
import { formatCoordinate, pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";
import { formatTime } from "./time_axis.ts";
import type { ShownTimeline, TrackSession } from "./track_session.ts";

/** How far an arrow key moves the ring: half a cell, or with Shift a tenth of that. */
const KEY_STEP = 1 / GRID_SIZE;

interface MapProps {
  session: TrackSession;
  shown: ShownTimeline;
  /** Named when two maps stand side by side. */
  name?: string;
  /** What it is corrected with; without it the map is only shown. */
  correcting?: Correcting;
}

export function EmotionMap({ session, shown, name, correcting }: MapProps) {
  const field = useRef<HTMLDivElement>(null), ring = useRef<HTMLDivElement>(null);
  const summary = useComputed(() => {
    const step = shown.step.value;
    if (!step) return session.hidden.value ? strings.map.hidden : strings.map.title;
    const likeliest = pointToWords(cellToPoint(likeliestCell(step.heatmap)));
    return strings.map.summary(pointToWords(step.mean), likeliest, formatTime(step.startSeconds));
  });
  const mean = useComputed(() =>
    (correcting && correcting.place.value) ?? shown.step.value?.mean ??
      (session.hidden.value ? blindMean(session) : null)
  );
  const bench = correcting?.bench.value;
  /** The ring can be moved: no other tool has been chosen. */
  const movable = correcting !== undefined && correcting.tool.value === "move";

  function onPointerDown(event: PointerEvent) {
    if (!movable || correcting.place.value || event.button !== 0) return;
    event.preventDefault();
    correcting.keep("move");
    ring.current?.focus();
    const aim = (at: PointerEvent) => {
      const { left, top, width, height } = field.current!.getBoundingClientRect();
      session.aim(placeToPoint((at.clientX - left) / width, (at.clientY - top) / height), "map-drag");
    };
    aim(event);
    dragPointer(event, field.current!, { onMove: aim });
  }

  return (
    <MapPicture
      name={name}
      label={summary}
      read={() => {
        const step = shown.step.value, difference = session.differences.value?.map;
        const maximum = difference?.maximum ?? session.mapMaximum.value;
        return step && { heatmap: step.heatmap, maximum, from: difference?.from };
      }}
      class={correcting ? "map-field map-editable" : "map-field"}
      fieldRef={field}
      onPointerDown={onPointerDown}
    >
      <Marker kind="path" at={useComputed(() => shown.step.value && cellToPoint(shown.step.value.path))} />
      <Marker kind="was" at={useComputed(() => correcting ? predictedMean(session) : null)} />
      {movable
        ? <Ring session={session} at={mean} ringRef={ring} onMove={() => correcting.keep("move")} />
        : <Marker kind="mean" at={mean} />}
      {bench && <bench.MapTool bench={bench} />}
    </MapPicture>
  );
}

/** Where the model put the mean, while something else is shown. */
function predictedMean(session: TrackSession): Point | null {
  const step = session.shown.step.value, predicted = session.reviewed.value?.steps[session.stepIndex.value];
  return predicted && step && predicted !== step ? predicted.mean : null;
}

/** Where the ring stands while the prediction is hidden: where it was put, at first in the middle. */
function blindMean(session: TrackSession): Point {
  const { edit } = session.draft.value;
  return edit?.kind === "move" ? edit.value : { valence: 0, arousal: 0 };
}

interface RingProps {
  session: TrackSession;
  /** Before a key moves it. */
  onMove: () => void;
  at: ReadonlySignal<Point | null>;
  ringRef: { current: HTMLDivElement | null };
}

function Ring({ session, at, ringRef, onMove }: RingProps) {
  usePlace(ringRef, at);
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
    const from = at.value;
    if (event.key === "Escape" && !session.draft.peek().range) ringRef.current?.blur();
    if (!by || !from || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const size = KEY_STEP * (event.shiftKey ? 0.1 : 1);
    const to = (coordinate: number, steps: number) => Math.min(0.9, Math.max(-0.9, coordinate + steps * size));
    onMove();
    session.aim({ valence: to(from.valence, by[0]), arousal: to(from.arousal, by[1]) }, "map-keys");
  }
  return (
    <div
      ref={ringRef}
      class="marker marker-ring"
      role="slider"
      tabIndex={0}
      hidden
      aria-roledescription={strings.map.targetRole}
      aria-label={strings.map.target}
      aria-valuemin={-1}
      aria-valuemax={1}
      aria-valuenow={useComputed(() => at.value?.valence ?? 0)}
      aria-valuetext={useComputed(() => at.value ? placeText(at.value) : "")}
      onKeyDown={onKeyDown}
    />
  );
}

function placeText(point: Point): string {
  const { arousal, valence } = strings.axes;
  return `${pointToWords(point)}; ${arousal} ${formatCoordinate(point.arousal)}, ${valence} ${
    formatCoordinate(point.valence)
  }`;
}
