/**
 * An element at a time of the lanes, hidden while that is out of sight.
 * @module
 */
import { useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { TrackSession } from "./track_session.ts";

/** From this share of the width on, what is written beside a mark goes to its left. */
const LATE_SHARE = 0.6;

/** @returns the reference to give to the element; it has the class `late` where words belong to its left. */
export function useTimeMark<E extends HTMLElement>(session: TrackSession, timeSeconds: number): RefObject<E> {
  const ref = useRef<E>(null);
  useSignalEffect(() => {
    const { startSeconds, endSeconds } = session.view.value;
    const share = (timeSeconds - startSeconds) / (endSeconds - startSeconds);
    if (!ref.current) return;
    ref.current.hidden = share < 0 || share > 1;
    ref.current.style.left = `${100 * share}%`;
    ref.current.classList.toggle("late", share > LATE_SHARE);
  });
  return ref;
}
