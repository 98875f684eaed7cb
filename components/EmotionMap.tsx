/**
 * The 11×11 map of one step, and on it the mean as a ring that can be moved.
 * @module
 */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
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
  /** Whether the ring can be moved. */
  editable: boolean;
}

export function EmotionMap({ session, shown, name, editable }: MapProps) {
  const field = useRef<HTMLDivElement>(null), ring = useRef<HTMLDivElement>(null);
  const summary = useComputed(() => {
    const step = shown.step.value;
    if (!step) return strings.map.title;
    const likeliest = pointToWords(cellToPoint(likeliestCell(step.heatmap)));
    return strings.map.summary(pointToWords(step.mean), likeliest, formatTime(step.startSeconds));
  });
  const mean = useComputed(() => shown.step.value?.mean ?? null);

  function onPointerDown(event: PointerEvent) {
    if (!editable || event.button !== 0) return;
    event.preventDefault();
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
      class={editable ? "map-field map-editable" : "map-field"}
      fieldRef={field}
      onPointerDown={onPointerDown}
    >
      <Marker kind="path" at={useComputed(() => shown.step.value && cellToPoint(shown.step.value.path))} />
      {editable && <Marker kind="was" at={useComputed(() => predictedMean(session))} />}
      {editable ? <Ring session={session} at={mean} ringRef={ring} /> : <Marker kind="mean" at={mean} />}
    </MapPicture>
  );
}

/** Where the model put the mean, while something else is shown. */
function predictedMean(session: TrackSession): Point | null {
  const step = session.shown.step.value, predicted = session.reviewed.value?.steps[session.stepIndex.value];
  return predicted && step && predicted !== step ? predicted.mean : null;
}

interface RingProps {
  session: TrackSession;
  at: ReadonlySignal<Point | null>;
  ringRef: { current: HTMLDivElement | null };
}

function Ring({ session, at, ringRef }: RingProps) {
  usePlace(ringRef, at);
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] }[event.key];
    const from = at.value;
    if (!by || !from || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const size = KEY_STEP * (event.shiftKey ? 0.1 : 1);
    const to = (coordinate: number, steps: number) => Math.min(0.9, Math.max(-0.9, coordinate + steps * size));
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
