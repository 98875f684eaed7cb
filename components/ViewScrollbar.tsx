/**
 * Which part of the track is in sight, and a way to move it. Fetched when it is first less than all of it.
 * @module
 */
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { dragPointer } from "./lane_pointer.ts";
import { strings } from "./strings.ts";
import { scrollView, wholeView } from "./time_axis.ts";
import type { TrackSession } from "./track_session.ts";

export default function ViewScrollbar({ session, lanesId }: { session: TrackSession; lanesId: string }) {
  const track = useRef<HTMLDivElement>(null), thumb = useRef<HTMLDivElement>(null);
  const span = useComputed(() => session.view.value.endSeconds - session.view.value.startSeconds);
  const whole = useComputed(() => wholeView(session.durationSeconds.value).endSeconds);
  useSignalEffect(() => {
    if (!thumb.current) return;
    thumb.current.style.left = `${100 * session.view.value.startSeconds / whole.value}%`;
    thumb.current.style.width = `${100 * span.value / whole.value}%`;
  });
  const scroll = (bySeconds: number) =>
    session.view.value = scrollView(session.view.peek(), bySeconds, session.durationSeconds.peek());

  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    const { left, width } = track.current!.getBoundingClientRect();
    const secondsPerPixel = whole.value / width;
    let x = event.clientX;
    const at = (x - left) * secondsPerPixel, { startSeconds, endSeconds } = session.view.value;
    if (at < startSeconds || at > endSeconds) scroll(at - (startSeconds + endSeconds) / 2);
    dragPointer(event, track.current!, {
      onMove(move) {
        scroll((move.clientX - x) * secondsPerPixel);
        x = move.clientX;
      },
    });
  }
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -1, PageDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    scroll(by * span.value);
  }
  return (
    <div class="view-scroll">
      <div
        ref={track}
        class="view-track"
        role="scrollbar"
        tabIndex={0}
        aria-label={strings.track.scroll}
        aria-orientation="horizontal"
        aria-controls={lanesId}
        aria-valuemin={0}
        aria-valuemax={useComputed(() => Math.round(whole.value - span.value))}
        aria-valuenow={useComputed(() => Math.round(session.view.value.startSeconds))}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      >
        <div ref={thumb} class="view-thumb" />
      </div>
    </div>
  );
}
