/**
 * A canvas as sharp as the screen that is painted again only when something it read has changed.
 * @module
 */
import { type ReadonlySignal, signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** What a painter gets: sizes in device pixels, `ratio` of them to a CSS pixel, colours of the theme by name. */
export interface Surface {
  context: CanvasRenderingContext2D;
  width: number;
  height: number;
  ratio: number;
  /** Value of a CSS custom property, e.g. `colour("--wave")`. */
  colour: (property: string) => string;
}

/** Counts changes of the theme; painters that ask for a colour are run again. */
const themeChanges = signal(0);
if (typeof matchMedia !== "undefined") {
  const onChange = () => void themeChanges.value++;
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", onChange);
  }
  new MutationObserver(onChange).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

/** Device pixels of a CSS pixel; a window may be taken to another screen. */
const pixelRatio = signal(1);
function followRatio(): void {
  pixelRatio.value = devicePixelRatio || 1;
  matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", followRatio, { once: true });
}
if (typeof matchMedia !== "undefined") followRatio();

interface CanvasProps {
  class?: string;
  /** What the picture shows, for those who cannot see it; without it the canvas is decoration. */
  label?: string | ReadonlySignal<string>;
  /** Paints all of the surface. Runs again when a signal that it reads changes. */
  paint: (surface: Surface) => void;
}

export function Canvas({ class: className, label, paint }: CanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const size = useSignal({ width: 0, height: 0 });

  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => {
      const { width, height } = contentRect, before = size.peek();
      if (width !== before.width || height !== before.height) size.value = { width, height };
    });
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);

  useSignalEffect(() => {
    const { value: ratio } = pixelRatio;
    const width = Math.round(size.value.width * ratio), height = Math.round(size.value.height * ratio);
    const canvas = ref.current, context = canvas?.getContext("2d");
    if (!canvas || !context || width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    else context.clearRect(0, 0, width, height);
    const colour = (property: string) => (themeChanges.value, getComputedStyle(canvas).getPropertyValue(property));
    paint({ context, width, height, ratio, colour });
  });

  return (
    <canvas
      ref={ref}
      class={className}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    />
  );
}

/** A small picture of whole pixels, kept between paints and stretched onto a surface. */
export function pixelPicture(): (
  surface: Surface,
  columns: number,
  rows: number,
  paint: (pixels: Uint32Array) => void,
) => void {
  let picture: HTMLCanvasElement | undefined;
  return ({ context, width, height }, columns, rows, paint) => {
    picture ??= document.createElement("canvas");
    if (picture.width !== columns || picture.height !== rows) Object.assign(picture, { width: columns, height: rows });
    const image = new ImageData(columns, rows);
    paint(new Uint32Array(image.data.buffer));
    picture.getContext("2d")!.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, width, height);
  };
}
