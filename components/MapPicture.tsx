/**
 * An 11×11 map as a picture with its four words, and marks on it.
 * @module
 */
import { type ReadonlySignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren, Ref } from "preact";
import { useRef } from "preact/hooks";
import { GRID_SIZE, type Point } from "../core/emotion/grid.ts";
import type { Heatmap } from "../core/emotion/heatmap.ts";
import { Canvas, pixelPicture } from "./Canvas.tsx";
import { paintMapInto, pointToPlace } from "./map_painting.ts";
import { strings } from "./strings.ts";

/** What is painted, and the ends of its colours as {@link paintMapInto} takes them. */
export interface PaintedMap {
  heatmap: Heatmap;
  maximum: number;
  from?: Heatmap;
}

interface MapPictureProps {
  name?: string;
  /** What the map shows, for those who cannot see it. */
  label: string | ReadonlySignal<string>;
  /** Called while it is painted: it is painted again when a signal that this reads changes. */
  read: () => PaintedMap | null;
  class?: string;
  fieldRef?: Ref<HTMLDivElement>;
  onPointerDown?: (event: PointerEvent) => void;
  /** What lies on the map. */
  children?: ComponentChildren;
}

export function MapPicture({ name, label, read, fieldRef, onPointerDown, children, ...props }: MapPictureProps) {
  const paintPixels = useRef(pixelPicture());
  return (
    <figure class="map">
      {name && <figcaption>{name}</figcaption>}
      <span class="map-word map-energetic">{strings.axes.energetic}</span>
      <span class="map-word map-calm">{strings.axes.calm}</span>
      <span class="map-word map-negative">{strings.axes.negative}</span>
      <span class="map-word map-positive">{strings.axes.positive}</span>
      <div ref={fieldRef} class={props.class ?? "map-field"} onPointerDown={onPointerDown}>
        <Canvas
          label={label}
          paint={(surface) => {
            const map = read();
            if (!map) return;
            paintPixels.current(surface, GRID_SIZE, GRID_SIZE, (pixels) => {
              paintMapInto(pixels, map.heatmap, map.maximum, map.from);
            });
          }}
        />
        {children}
      </div>
    </figure>
  );
}

/** Keep an element at a point of the map, hidden while there is none. */
export function usePlace(element: { current: HTMLElement | null }, at: ReadonlySignal<Point | null>): void {
  useSignalEffect(() => {
    const point = at.value;
    if (!element.current) return;
    element.current.hidden = point === null;
    if (!point) return;
    const { left, top } = pointToPlace(point);
    element.current.style.left = `${100 * left}%`;
    element.current.style.top = `${100 * top}%`;
  });
}

export function Marker({ kind, at }: { kind: "mean" | "path" | "was"; at: ReadonlySignal<Point | null> }) {
  const ref = useRef<HTMLSpanElement>(null);
  usePlace(ref, at);
  return <span ref={ref} class={`marker marker-${kind}`} hidden />;
}
