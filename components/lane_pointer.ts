/**
 * Pointer and wheel on the lanes: a click seeks, a drag selects, Ctrl+wheel (or a pinch on a touchpad) zooms, a sideways
 * wheel scrolls. A drag on the ruler scrubs.
 * @module
 */
import { scrollView, type TimeView, xToSeconds, zoomView } from "./time_axis.ts";
import type { TrackSession } from "./track_session.ts";

/** A movement shorter than this is a click, in CSS pixels. */
const CLICK_PIXELS = 4;

function secondsAt(event: MouseEvent, element: Element, view: TimeView): number {
  const { left, width } = element.getBoundingClientRect();
  return xToSeconds(event.clientX - left, view, width);
}

/** Follow a pressed pointer until it is released; other fingers are none of its. */
export function dragPointer(
  event: PointerEvent,
  element: HTMLElement,
  { onMove, onEnd }: { onMove: (event: PointerEvent) => void; onEnd?: (event: PointerEvent) => void },
): void {
  const { pointerId } = event;
  element.setPointerCapture(pointerId);
  const move = (next: PointerEvent) => void (next.pointerId === pointerId && onMove(next));
  const end = (last: PointerEvent) => {
    if (last.pointerId !== pointerId) return;
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", end);
    element.removeEventListener("pointercancel", end);
    if (last.type === "pointerup") onEnd?.(last);
  };
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", end);
  element.addEventListener("pointercancel", end);
}

/** Press on the ruler: the playhead goes there and along. */
export function scrub(
  event: PointerEvent,
  element: HTMLElement,
  { session, onScrub }: { session: TrackSession; onScrub: (seconds: number) => void },
): void {
  if (event.button !== 0) return;
  const go = (at: PointerEvent) => onScrub(secondsAt(at, element, session.view.peek()));
  go(event);
  dragPointer(event, element, { onMove: go });
}

/** Press on a lane: select by dragging, or seek by letting go at once. */
export function selectOrSeek(event: PointerEvent, element: HTMLElement, session: TrackSession): void {
  if (event.button !== 0) return;
  const { clientX } = event, from = secondsAt(event, element, session.view.peek());
  let dragged = false;
  dragPointer(event, element, {
    onMove(at) {
      dragged ||= Math.abs(at.clientX - clientX) > CLICK_PIXELS;
      if (dragged) session.select(from, secondsAt(at, element, session.view.peek()));
    },
    onEnd() {
      if (!dragged) session.seek(from);
      else if (session.draft.value.range) session.seek(session.draft.value.range.startSeconds);
    },
  });
}

/** Press on a handle: that edge of the selection follows. */
export function dragEdge(event: PointerEvent, edge: "start" | "end", lanes: Element, session: TrackSession): void {
  const range = session.draft.value.range;
  if (event.button !== 0 || !range) return;
  event.stopPropagation();
  const fixed = edge === "start" ? range.endSeconds : range.startSeconds;
  dragPointer(event, event.currentTarget as HTMLElement, {
    onMove: (at) => session.select(fixed, secondsAt(at, lanes, session.view.peek())),
  });
}

export function wheelOnLanes(event: WheelEvent, element: HTMLElement, session: TrackSession): void {
  const view = session.view.peek(), duration = session.durationSeconds.peek();
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    session.view.value = zoomView(view, Math.exp(-event.deltaY / 200), secondsAt(event, element, view), duration);
    return;
  }
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return; // the page scrolls
  event.preventDefault();
  const secondsPerPixel = (view.endSeconds - view.startSeconds) / element.clientWidth;
  session.view.value = scrollView(view, sideways * secondsPerPixel, duration);
}
