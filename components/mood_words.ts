/**
 * A point of the arousal–valence plane in plain words.
 * @module
 */
import type { Point } from "../core/emotion/grid.ts";
import { strings } from "./strings.ts";

/** "slightly calm, very positive": the words a screen reader speaks and a list shows. */
export function pointToWords({ valence, arousal }: Point): string {
  const words = [
    coordinateToWords(arousal, strings.axes.calm, strings.axes.energetic),
    coordinateToWords(valence, strings.axes.negative, strings.axes.positive),
  ].filter((word) => word !== "");
  return words.length > 0 ? words.join(", ") : strings.axes.neutral;
}

function coordinateToWords(coordinate: number, low: string, high: string): string {
  const size = Math.abs(coordinate);
  if (size < 0.1) return "";
  const word = coordinate < 0 ? low : high;
  if (size < 0.35) return strings.axes.slightly(word);
  return size < 0.7 ? word : strings.axes.very(word);
}

/** `+0.25`, `−0.10`, `0.00`: with a real minus sign, so that columns align and readers say "minus". */
export function formatCoordinate(coordinate: number): string {
  const digits = Math.abs(coordinate).toFixed(2);
  return digits === "0.00" ? digits : (coordinate < 0 ? "−" : "+") + digits;
}

/** `3.5 %`, `42 %`: a decimal only where it tells something. */
export function formatPercent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
