/**
 * What the tools put upon the map: cells to paint and peaks to take hold of, the pad while a trace is recorded, and the
 * trace.
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { cellToPoint, type Point } from "../../core/emotion/grid.ts";
import { modesOf } from "../../core/review/modes.ts";
import { CellGrid } from "../CellGrid.tsx";
import { dragPointer } from "../lane_pointer.ts";
import { placeToPoint, pointToPlace } from "../map_painting.ts";
import { formatPercent, pointToWords } from "../mood_words.ts";
import { correcting as words } from "../strings/correcting.ts";
import { isNowhere } from "../workbench/focus.ts";
import type { Bench } from "./bench.tsx";

export function MapTool({ bench }: { bench: Bench }) {
  const { session, tool, place } = bench.correcting;
  if (place.value !== null) {
    return (
      <>
        <Trail bench={bench} />
        <Pad bench={bench} />
      </>
    );
  }
  if (tool.value === "move") return <Trail bench={bench} />;
  if (session.shown.step.value === null) return <p class="map-note">{words.hiddenMap}</p>;
  return (
    <>
      {tool.value === "peak" && <Peaks bench={bench} />}
      <Cells bench={bench} />
    </>
  );
}

function pointOf(event: PointerEvent, field: Element): Point {
  const { left, top, width, height } = field.getBoundingClientRect();
  return placeToPoint((event.clientX - left) / width, (event.clientY - top) / height);
}

function Cells({ bench }: { bench: Bench }) {
  const { cursor, peak } = bench,
    { session, tool } = bench.correcting,
    { [tool.value as "brush" | "peak"]: own } = words;
  const step = session.shown.step.value, holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever chose the tool by a key goes on with keys; after the mouse Space plays.
    if (bench.takeCursor() && isNowhere(document.activeElement)) {
      holder.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus({ preventScroll: true });
    }
    return peak.release;
  }, [tool.value]);

  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    event.preventDefault();
    const field = event.currentTarget as HTMLElement;
    if (tool.value === "brush") dragBrush(event, field, bench);
    else dragPeak(event, field, bench);
  }
  function onKey(event: KeyboardEvent) {
    if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    pressCursor(bench);
  }
  return (
    <div ref={holder} class="map-tool">
      <CellGrid
        label={own.grid}
        cell={cursor}
        textOf={(cell) => words.cell(pointToWords(cellToPoint(cell)), formatPercent(step?.heatmap[cell] ?? 0))}
        onGo={(cell) => peak.pull(cellToPoint(cell), "peak-keys")}
        onKey={onKey}
        onPointerDown={onPointerDown}
      />
      {peak.grip.value && <p class="unseen" role="status">{words.peak.held}</p>}
    </div>
  );
}

function dragBrush(event: PointerEvent, field: HTMLElement, bench: Bench): void {
  const stroke = { down: event.altKey, tool: "map-brush" };
  let last = pointOf(event, field);
  bench.paint([last], stroke);
  dragPointer(event, field, { onMove: (at) => last = bench.paintAlong(last, pointOf(at, field), stroke) });
}

function dragPeak(event: PointerEvent, field: HTMLElement, { peak }: Bench): void {
  const from = pointOf(event, field);
  peak.take(from);
  if (peak.how.value !== "move") peak.pull(from, "peak-drag");
  dragPointer(event, field, { onMove: (at) => peak.pull(pointOf(at, field), "peak-drag"), onEnd: peak.release });
}

/** Space: the brush dabs, a peak is taken hold of and let go, or has done to it at once what is chosen. */
function pressCursor({ cursor, peak, paint, correcting }: Bench): void {
  const at = cellToPoint(cursor.value);
  if (correcting.tool.value === "brush") return paint([at], { down: false, tool: "map-brush-keys" });
  if (peak.grip.value) return void peak.release();
  peak.take(at);
  if (peak.how.value === "move") return;
  peak.pull(at, "peak-keys");
  peak.release();
}

/** Lighter peaks are ripples that nobody can mean. */
const LEAST_MASS = 0.01;

/** A mark on every peak; the one that is held stands out. */
function Peaks({ bench }: { bench: Bench }) {
  const { session } = bench.correcting, step = session.shown.step.value, held = bench.peak.grip.value !== null;
  return (
    <>
      {step &&
        modesOf(step.heatmap).filter(({ mass }) => mass >= LEAST_MASS).map(({ peak, mean }) => (
          <PeakMark key={peak} at={mean} held={held} />
        ))}
    </>
  );
}

function PeakMark({ at, held }: { at: Point; held: boolean }) {
  const ref = useRef<HTMLSpanElement>(null), { left, top } = pointToPlace(at);
  useEffect(() => {
    ref.current!.style.left = `${100 * left}%`;
    ref.current!.style.top = `${100 * top}%`;
  }, [left, top]);
  return <span ref={ref} class={held ? "marker marker-peak held" : "marker marker-peak"} />;
}

/** Where the pointer is is where it is heard; a finger or a pen must touch. */
function Pad({ bench: { recorder } }: { bench: Bench }) {
  const ref = useRef<HTMLDivElement>(null);
  const point = (event: PointerEvent) => recorder.point(pointOf(event, ref.current!), event.pointerType);
  return (
    <div
      ref={ref}
      class="map-pad"
      title={words.pad}
      onPointerMove={point}
      onPointerDown={(event) => {
        event.preventDefault();
        ref.current!.setPointerCapture(event.pointerId);
        point(event);
      }}
    />
  );
}

/** How many seconds of a trace are seen on the map. */
const TRAIL_SECONDS = 8;

function Trail({ bench }: { bench: Bench }) {
  const line = useRef<SVGPolylineElement>(null), { session } = bench.correcting;
  useSignalEffect(() => {
    const { edit, range } = session.draft.value, now = session.playhead.value - (range?.startSeconds ?? 0);
    const points = edit?.kind !== "trace" ? [] : edit.value.filter(([t]) => t <= now && t > now - TRAIL_SECONDS);
    const places = points.map(([, valence, arousal]) => pointToPlace({ valence, arousal }));
    line.current?.setAttribute("points", places.map(({ left, top }) => `${left},${top}`).join(" "));
  });
  return (
    <svg class="map-trace" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      <polyline ref={line} />
    </svg>
  );
}
