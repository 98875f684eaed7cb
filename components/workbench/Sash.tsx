/**
 * The edge between two parts: dragged, or moved with the arrow keys.
 * @module
 */
import type { ReadonlySignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { dragPointer } from "../lane_pointer.ts";

interface SashProps {
  label: string;
  /** Which way the edge runs. */
  orientation: "vertical" | "horizontal";
  value: ReadonlySignal<number>;
  least: number;
  most: number;
  /** What an arrow key adds. */
  keyStep: number;
  /** Value of one pixel of movement; below zero where the part lies beyond the edge. */
  perPixel: () => number;
  /** @param isPassing while it is dragged: what it comes to is told once more when it is let go. */
  onChange: (value: number, isPassing: boolean) => void;
}

export function Sash({ label, orientation, value, least, most, keyStep, perPixel, onChange }: SashProps) {
  const ref = useRef<HTMLDivElement>(null);
  const change = (next: number, isPassing = false) => onChange(Math.min(most, Math.max(least, next)), isPassing);
  const placeOf = (event: PointerEvent) => orientation === "vertical" ? event.clientX : event.clientY;
  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    const from = placeOf(event), before = value.peek(), scale = perPixel();
    dragPointer(event, ref.current!, {
      onMove: (move) => change(before + (placeOf(move) - from) * scale, true),
      onEnd: () => change(value.peek()),
    });
  }
  function onKeyDown(event: KeyboardEvent) {
    const by = orientation === "vertical"
      ? { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      : { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    change(value.peek() + by * Math.sign(perPixel()) * keyStep);
  }
  return (
    <div
      ref={ref}
      class={`sash sash-${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuemin={Math.round(scaled(least))}
      aria-valuemax={Math.round(scaled(most))}
      aria-valuenow={Math.round(scaled(value.value))}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}

/** Shares are told in percent, pixels as they are. */
const scaled = (value: number) => value <= 1 ? 100 * value : value;
