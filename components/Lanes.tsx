/**
 * The lanes of a track on one time axis: ruler, waveform, spectrogram, the two strips, entropy; and over all of them the playhead
 * and the selection.
 * @module
 */
import { type ReadonlySignal, useComputed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { binToCoordinate, cellToArousalRow, cellToValenceColumn, GRID_SIZE } from "../core/emotion/grid.ts";
import { Canvas, pixelPicture, type Surface } from "./Canvas.tsx";
import type { Correcting } from "./correcting/correcting.ts";
import { statusRuns } from "./correcting/status_runs.ts";
import { Lane } from "./Lane.tsx";
import { paintHidden, paintRuler, paintStepLine, paintWave } from "./lane_painters.ts";
import { dragEdge, scrub, selectOrSeek, wheelOnLanes } from "./lane_pointer.ts";
import { LevelLane } from "./LevelLane.tsx";
import { paintSpectrogram } from "./media/spectrogram_painting.ts";
import type { TrackTiles } from "./media/track_tiles.ts";
import { pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";
import { type Axis, paintStripInto } from "./strip_painting.ts";
import { formatTime } from "./time_axis.ts";
import type { ShownTimeline, TrackSession } from "./track_session.ts";

interface LanesProps extends StripLines {
  session: TrackSession;
  tiles: TrackTiles;
  spectrogram: ReadonlySignal<boolean>;
  onScrub: (seconds: number) => void;
  /** Name of the reviewed version; null when nothing is compared. */
  name: string | null;
  entropy: ReadonlySignal<boolean>;
  correcting?: Correcting;
  /** Lanes of what it is compared with. */
  compared: ComponentChildren;
  /** Lanes below all others. */
  more: ComponentChildren;
}

export function Lanes(
  { session, tiles, spectrogram, onScrub, meanLine, pathLine, name, entropy, correcting, compared, more }: LanesProps,
) {
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Not as a property: the browser must know that this listener may prevent the page's zoom.
    const onWheel = (event: WheelEvent) => wheelOnLanes(event, field.current!, session);
    field.current!.addEventListener("wheel", onWheel, { passive: false });
    return () => field.current?.removeEventListener("wheel", onWheel);
  }, []);
  const lines = { meanLine, pathLine };
  return (
    <div class="lanes">
      <div class="lane-field" ref={field} onPointerDown={(event) => selectOrSeek(event, field.current!, session)}>
        <Selection session={session} field={field} />
        <Playhead session={session} />
      </div>
      <Ruler session={session} onScrub={onScrub} correcting={correcting} />
      <Lane kind="wave" name={strings.track.wave}>
        <Canvas
          paint={(surface) => {
            const view = session.view.value, sound = tiles.waveformIn(view, surface);
            if (sound) paintWave(surface, sound, view);
          }}
        />
      </Lane>
      {spectrogram.value && <SpectrogramLane session={session} tiles={tiles} />}
      {name && <h3 class="lanes-version">{name}</h3>}
      <StripLane session={session} shown={session.shown} axis="arousal" correcting={correcting} {...lines} />
      <StripLane session={session} shown={session.shown} axis="valence" correcting={correcting} {...lines} />
      {compared}
      {entropy.value && (
        <LevelLane
          session={session}
          name={strings.track.entropy}
          hint={strings.track.entropyHint}
          read={({ entropyNats }) => entropyNats}
        />
      )}
      {more}
    </div>
  );
}

function Ruler({ session, onScrub, correcting }: Pick<LanesProps, "session" | "onScrub" | "correcting">) {
  const ref = useRef<HTMLDivElement>(null), bench = correcting?.bench.value;
  const now = useComputed(() => session.stepIndex.value * session.axis.value.stepSeconds);
  const text = useComputed(() => {
    const { step } = session.shown, time = formatTime(now.value), all = formatTime(session.durationSeconds.value);
    return strings.track.valueText(time, all, step.value ? pointToWords(step.value.mean) : "");
  });
  return (
    <div class="lane lane-ruler">
      <div class="lane-label" />
      <div
        ref={ref}
        class="ruler"
        role="slider"
        tabIndex={0}
        aria-label={strings.track.position}
        aria-valuemin={0}
        aria-valuemax={session.durationSeconds}
        aria-valuenow={now}
        aria-valuetext={text}
        onPointerDown={(event) => scrub(event, ref.current!, { session, onScrub })}
      >
        <Canvas
          paint={(surface) =>
            paintRuler(surface, session.view.value, {
              runs: statusRuns(session.statuses.value),
              stepSeconds: session.axis.value.stepSeconds,
            })}
        />
      </div>
      {correcting && bench && <bench.NoteMarks correcting={correcting} />}
    </div>
  );
}

function SpectrogramLane({ session, tiles }: Pick<LanesProps, "session" | "tiles">) {
  function paint(surface: Surface) {
    const view = session.view.value;
    paintSpectrogram(surface, tiles.spectrogramIn(view, surface), view);
  }
  return (
    <Lane kind="spectrogram" name={strings.track.spectrogram} high={strings.track.highHz} low={strings.track.lowHz}>
      <Canvas paint={paint} />
    </Lane>
  );
}

/** Which lines lie over a strip. */
export interface StripLines {
  meanLine: ReadonlySignal<boolean>;
  pathLine: ReadonlySignal<boolean>;
}

interface StripProps extends StripLines {
  session: TrackSession;
  shown: ShownTimeline;
  axis: Axis;
  correcting?: Correcting;
}

export function StripLane({ session, shown, axis, meanLine, pathLine, correcting }: StripProps) {
  const paintPixels = useRef(pixelPicture()), bench = correcting?.bench.value;
  const [low, high] = axis === "arousal"
    ? [strings.axes.calm, strings.axes.energetic]
    : [strings.axes.negative, strings.axes.positive];
  function paint(surface: Surface) {
    const strip = shown[axis].value, timeline = shown.timeline.value, view = session.view.value;
    if (!strip || !timeline) return;
    const maximum = session.stripMaximum.value[axis], difference = session.differences.value?.[axis];
    paintPixels.current(surface, surface.width, GRID_SIZE, (pixels) => {
      paintStripInto(pixels, strip, { view, width: surface.width, maximum, difference });
    });
    const { steps, stepSeconds } = timeline, binOf = axis === "arousal" ? cellToArousalRow : cellToValenceColumn;
    if (pathLine.value) {
      const read = ({ path }: { path: number }) => binToCoordinate(binOf(path));
      paintStepLine(surface, steps, { view, stepSeconds, read, dashed: true });
    }
    if (meanLine.value) {
      paintStepLine(surface, steps, { view, stepSeconds, read: (step) => step.mean[axis], dashed: false });
    }
    paintHidden(surface, session.hidden.value, { view, stepSeconds });
    if (shown === session.shown) session.overStrips.value?.(surface, axis);
  }
  return (
    <Lane kind="strip" name={strings.axes[axis]} high={high} low={low}>
      <Canvas paint={paint} />
      {bench && <bench.StripTool bench={bench} axis={axis} />}
    </Lane>
  );
}

/** As wide as the lanes and moved by a share of its width: no layout, so it may move every frame. */
function Playhead({ session }: { session: TrackSession }) {
  const ref = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const { startSeconds, endSeconds } = session.view.value;
    const share = (session.playhead.value - startSeconds) / (endSeconds - startSeconds);
    if (ref.current) ref.current.style.transform = `translateX(${100 * share}%)`;
  });
  return <div ref={ref} class="playhead" />;
}

function Selection({ session, field }: { session: TrackSession; field: { current: HTMLDivElement | null } }) {
  const ref = useRef<HTMLDivElement>(null);
  const selected = useComputed(() => session.draft.value.range !== null);
  useSignalEffect(() => {
    const { range } = session.draft.value, { startSeconds, endSeconds } = session.view.value;
    if (!selected.value || !range || !ref.current) return;
    const span = endSeconds - startSeconds;
    ref.current.style.left = `${100 * (range.startSeconds - startSeconds) / span}%`;
    ref.current.style.width = `${100 * (range.endSeconds - range.startSeconds) / span}%`;
  });
  return (
    <div ref={ref} class="selection" hidden={!selected.value}>
      <Handle edge="start" session={session} field={field} />
      <Handle edge="end" session={session} field={field} />
    </div>
  );
}

interface HandleProps {
  edge: "start" | "end";
  session: TrackSession;
  field: { current: HTMLDivElement | null };
}

function Handle({ edge, session, field }: HandleProps) {
  const seconds = useComputed(() => {
    const { range } = session.draft.value;
    return range ? edge === "start" ? range.startSeconds : range.endSeconds : 0;
  });
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    session.nudge(edge, by);
  }
  return (
    <div
      class={`handle handle-${edge}`}
      role="slider"
      tabIndex={0}
      aria-label={edge === "start" ? strings.correction.rangeStart : strings.correction.rangeEnd}
      aria-valuemin={0}
      aria-valuemax={session.durationSeconds}
      aria-valuenow={seconds}
      aria-valuetext={useComputed(() => formatTime(seconds.value))}
      onPointerDown={(event) => dragEdge(event, edge, field.current!, session)}
      onKeyDown={onKeyDown}
    />
  );
}
