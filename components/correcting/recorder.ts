/**
 * Recording where it is heard while it plays: a pointer on the map, arrow keys or a gamepad's stick say it.
 * @module
 */
import { effect, type Signal } from "@preact/signals";
import { GRID_SIZE, type Point } from "../../core/emotion/grid.ts";
import { keepsKey } from "../workbench/key_press.ts";
import { correcting as words } from "../strings/correcting.ts";
import type { Correcting } from "./correcting.ts";
import { createDrafting } from "./drafting.ts";

/** Seconds between two points that are recorded. */
const EVERY_SECONDS = 0.1;
/** How far an arrow key moves the place: half a cell, as it moves the ring. */
const KEY_STEP = 1 / GRID_SIZE;
/** A stick pushed all the way moves the place so far a second, in units of the plane. */
const STICK_SPEED = 1.5;
/** Sticks that nobody touches are not quite in the middle. */
const STICK_REST = 0.15;

const ARROWS: Readonly<Record<string, [valence: number, arousal: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

export function createRecorder({ session, player, place, keep, hasKeys }: Correcting, notice: Signal<string>) {
  const { trace } = createDrafting(session);
  let stopListening = () => {}, tool = "trace-keys";
  /** The key that began the recording, while it is still held; undefined until a key tells whether it is. */
  let heldKey: string | null | undefined;
  /** Whether the seconds were selected by the annotator; else they are whatever is recorded. */
  let selected = false;

  function moveBy(valence: number, arousal: number): void {
    const within = (coordinate: number) => Math.min(1, Math.max(-1, coordinate)), at = place.value;
    if (at) place.value = { valence: within(at.valence + valence), arousal: within(at.arousal + arousal) };
  }

  /** Before anything else hears of it: while it is recorded the arrow keys do not seek. */
  function onKeyDown(event: KeyboardEvent): void {
    if (keepsKey(document.activeElement, event, false)) return;
    const by = ARROWS[event.key], plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (heldKey === undefined) heldKey = event.repeat && !by ? event.key : null;
    if (by && plain) {
      tool = "trace-keys";
      const size = KEY_STEP * (event.shiftKey ? 0.1 : 1);
      moveBy(by[0] * size, by[1] * size);
    } else if (event.key !== heldKey) return;
    event.preventDefault();
    event.stopPropagation();
  }
  function onKeyUp({ key }: KeyboardEvent): void {
    if (key === heldKey) stop();
  }

  function followStick(): () => void {
    let before = performance.now(), frame = requestAnimationFrame(follow);
    function follow(now: number): void {
      const [x, y] = stickOf(), seconds = (now - before) / 1000;
      before = now;
      if (x !== 0 || y !== 0) {
        tool = "trace-gamepad";
        moveBy(x * STICK_SPEED * seconds, -y * STICK_SPEED * seconds);
      }
      frame = requestAnimationFrame(follow);
    }
    return () => cancelAnimationFrame(frame);
  }

  function followPlayback(playing: Signal<boolean>, failed: Signal<boolean>): () => void {
    let last = -Infinity, begun = false;
    return effect(() => {
      if (failed.value) {
        notice.value = words.notPlayed;
        return queueMicrotask(stop);
      }
      begun ||= playing.value;
      if (begun && !playing.value) return queueMicrotask(stop);
      const seconds = session.playhead.value, at = place.peek();
      if (!begun || !at || Math.abs(seconds - last) < EVERY_SECONDS) return;
      last = seconds;
      queueMicrotask(() => trace(at, tool, { grows: !selected }));
    });
  }

  function start(): void {
    const { value: playing } = player;
    if (!playing) return;
    const { range } = session.draft.value;
    selected = range !== null;
    keep("trace");
    notice.value = words.recording;
    heldKey = undefined;
    place.value = session.shown.step.value?.mean ?? { valence: 0, arousal: 0 };
    playing.playRange(
      range?.startSeconds ?? session.playhead.value,
      range?.endSeconds ?? session.durationSeconds.value,
    );
    addEventListener("keydown", onKeyDown, { capture: true });
    addEventListener("keyup", onKeyUp, { capture: true });
    const stops = [
      followPlayback(playing.playing, playing.failed),
      followStick(),
      effect(() => void (hasKeys.value || queueMicrotask(stop))),
    ];
    stopListening = () => {
      for (const stop of stops) stop();
      removeEventListener("keydown", onKeyDown, { capture: true });
      removeEventListener("keyup", onKeyUp, { capture: true });
    };
  }

  function stop(): void {
    if (place.value === null) return;
    stopListening();
    place.value = null;
    if (player.value?.playing.peek()) player.value.toggle();
    const { edit } = session.draft.value, trace = edit?.kind === "trace" ? edit.value : [];
    if (trace.length > 0) notice.value = words.recorded((trace.at(-1)![0] - trace[0][0]).toFixed(1));
    else if (notice.value === words.recording) notice.value = "";
  }

  return {
    toggle: () => place.value === null ? start() : stop(),
    /** The pointer is here. */
    point(at: Point, pointerType: string): void {
      tool = `trace-${pointerType || "mouse"}`;
      place.value = at;
    },
    close: stop,
  };
}

/** The first stick of the first gamepad that is pushed: right and down are positive. */
function stickOf(): [x: number, y: number] {
  for (const pad of navigator.getGamepads?.() ?? []) {
    const [x = 0, y = 0] = pad?.axes ?? [];
    if (Math.hypot(x, y) > STICK_REST) return [x, y];
  }
  return [0, 0];
}
