/**
 * The few pictograms of the pages, drawn on a 16×16 grid.
 * @module
 */

const PATHS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  plus: "M7.25 3h1.5v4.25H13v1.5H8.75V13h-1.5V8.75H3v-1.5h4.25z",
  minus: "M3 7.25h10v1.5H3z",
  keyboard:
    "M1 3.5h14v9H1zm1.5 1.5v6h11V5zM4 6.25h1.25V7.5H4zm2.25 0H7.5V7.5H6.25zm2.25 0h1.25V7.5H8.5zm2.25 0H12V7.5h-1.25zM5 8.75h6V10H5z",
  upload: "M7.25 10.5V4.6L4.9 6.95 3.85 5.9 8 1.75l4.15 4.15-1.05 1.05L8.75 4.6v5.9zM2 12h1.5v1.5h9V12H14v3H2z",
  folder: "M1.5 3h4.6l1.5 1.75h6.9V13h-13zM3 4.5v7h10V6.25H6.9L5.4 4.5z",
  close: "M4 2.95 8 6.94l4-4 1.06 1.07-4 3.99 4 4L12 13.06l-4-4-4 4L2.94 12l4-4-4-4z",
} as const;

/** Decoration only: what a button does is said in its label. */
export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
