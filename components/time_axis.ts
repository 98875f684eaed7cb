/**
 * The shared time axis: which seconds are in sight, where they lie on the screen, and how a time is written.
 * Pure arithmetic; x is in CSS pixels from the left edge of the lanes.
 * @module
 */

/** The stretch of time in sight. */
export interface TimeView {
  startSeconds: number;
  endSeconds: number;
}

/** The closest one can look: less than this shows nothing new at steps of a second. */
const SHORTEST_SPAN_SECONDS = 2;

/** All of a piece. */
export function wholeView(durationSeconds: number): TimeView {
  return { startSeconds: 0, endSeconds: Math.max(durationSeconds, SHORTEST_SPAN_SECONDS) };
}

/** The same span, moved (and shortened where it must be) to lie within the piece. */
export function clampView(view: TimeView, durationSeconds: number): TimeView {
  const whole = wholeView(durationSeconds).endSeconds;
  const span = Math.min(whole, Math.max(SHORTEST_SPAN_SECONDS, view.endSeconds - view.startSeconds));
  const startSeconds = Math.min(Math.max(0, view.startSeconds), whole - span);
  return { startSeconds, endSeconds: startSeconds + span };
}

/** Look `factor` times closer (below 1: from further away); the anchor stays where it is on the screen. */
export function zoomView(view: TimeView, factor: number, anchorSeconds: number, durationSeconds: number): TimeView {
  const whole = wholeView(durationSeconds).endSeconds;
  const before = view.endSeconds - view.startSeconds;
  const span = Math.min(whole, Math.max(SHORTEST_SPAN_SECONDS, before / factor));
  const share = (anchorSeconds - view.startSeconds) / before;
  const startSeconds = anchorSeconds - share * span;
  return clampView({ startSeconds, endSeconds: startSeconds + span }, durationSeconds);
}

/** Move along the piece; stops at its ends. */
export function scrollView(view: TimeView, bySeconds: number, durationSeconds: number): TimeView {
  return clampView(
    { startSeconds: view.startSeconds + bySeconds, endSeconds: view.endSeconds + bySeconds },
    durationSeconds,
  );
}

/** The view that shows a time: the same one if it does, else the page that begins a little before it. */
export function revealTime(view: TimeView, seconds: number, durationSeconds: number): TimeView {
  if (seconds >= view.startSeconds && seconds <= view.endSeconds) return view;
  const span = view.endSeconds - view.startSeconds;
  const startSeconds = seconds - span * 0.05;
  return clampView({ startSeconds, endSeconds: startSeconds + span }, durationSeconds);
}

export function secondsToX(seconds: number, view: TimeView, width: number): number {
  return (seconds - view.startSeconds) / (view.endSeconds - view.startSeconds) * width;
}

export function xToSeconds(x: number, view: TimeView, width: number): number {
  return view.startSeconds + x / width * (view.endSeconds - view.startSeconds);
}

const TICK_STEPS_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Round times in sight, at least `spacing` pixels apart. */
export function axisTicks(view: TimeView, width: number, spacing = 72): number[] {
  const secondsPerPixel = (view.endSeconds - view.startSeconds) / Math.max(1, width);
  const step = TICK_STEPS_SECONDS.find((candidate) => candidate >= spacing * secondsPerPixel) ??
    TICK_STEPS_SECONDS[TICK_STEPS_SECONDS.length - 1];
  const ticks: number[] = [];
  for (let i = Math.ceil(view.startSeconds / step); i * step <= view.endSeconds; i++) ticks.push(i * step);
  return ticks;
}

/** `0:07`, `12:34`, `1:02:03`; with decimals `0:07.25`. Rounds down, as clocks do: 59.99 is not yet 1:00. */
export function formatTime(seconds: number, decimals = 0): string {
  const scale = 10 ** decimals;
  // The small lift keeps 0.29 * 100 = 28.999… from showing .28.
  const units = Math.floor(Math.max(0, seconds) * scale + 1e-6);
  const whole = Math.floor(units / scale);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const fraction = decimals ? "." + String(units % scale).padStart(decimals, "0") : "";
  const tail = String(s).padStart(2, "0") + fraction;
  return h > 0 ? `${h}:${String(m).padStart(2, "0")}:${tail}` : `${m}:${tail}`;
}
