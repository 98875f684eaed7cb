/**
 * The few pictograms of the pages, drawn on a 16×16 grid.
 * @module
 */

const PATHS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  plus: "M7.25 3h1.5v4.25H13v1.5H8.75V13h-1.5V8.75H3v-1.5h4.25z",
  minus: "M3 7.25h10v1.5H3z",
  fit: "M1 8l3.5-3.75v3h7v-3L15 8l-3.5 3.75v-3h-7v3z",
  keyboard:
    "M1 3.5h14v9H1zm1.5 1.5v6h11V5zM4 6.25h1.25V7.5H4zm2.25 0H7.5V7.5H6.25zm2.25 0h1.25V7.5H8.5zm2.25 0H12V7.5h-1.25zM5 8.75h6V10H5z",
  upload: "M7.25 10.5V4.6L4.9 6.95 3.85 5.9 8 1.75l4.15 4.15-1.05 1.05L8.75 4.6v5.9zM2 12h1.5v1.5h9V12H14v3H2z",
  folder: "M1.5 3h4.6l1.5 1.75h6.9V13h-13zM3 4.5v7h10V6.25H6.9L5.4 4.5z",
  close: "M4 2.95 8 6.94l4-4 1.06 1.07-4 3.99 4 4L12 13.06l-4-4-4 4L2.94 12l4-4-4-4z",
  music: "M6 2.5 14 1v9.75A2.25 2.25 0 1 1 12.5 8.6V4.6l-5 .95v6.7A2.25 2.25 0 1 1 6 10.1z",
  model:
    "M8 1 14.5 4.5 8 8 1.5 4.5zM1.5 7.1 8 10.6l6.5-3.5v1.7L8 12.3 1.5 8.8zM1.5 10.3 8 13.8l6.5-3.5V12L8 15.5 1.5 12z",
  jobs: "M2 2.5h12V6H2zm1.25 1.25v1h9.5v-1zM2 7h12v3.5H2zm1.25 1.25v1h9.5v-1zM2 11.5h8V13H2z",
  live:
    "M8 1.5a2.25 2.25 0 0 1 2.25 2.25v4a2.25 2.25 0 0 1-4.5 0v-4A2.25 2.25 0 0 1 8 1.5M3.25 7.25h1.5a3.25 3.25 0 0 0 6.5 0h1.5a4.75 4.75 0 0 1-4 4.7V13.5H11V15H5v-1.5h2.25v-1.55a4.75 4.75 0 0 1-4-4.7z",
  gear:
    "M6.9 1h2.2l.35 1.75 1.05.44L12 2.2 13.8 4l-1 1.5.45 1.05L15 6.9v2.2l-1.75.35-.44 1.05 1 1.5L12 13.8l-1.5-1-1.05.45L9.1 15H6.9l-.35-1.75-1.05-.44-1.5 1L2.2 12l1-1.5-.45-1.05L1 9.1V6.9l1.75-.35.44-1.05-1-1.5L4 2.2l1.5 1 1.05-.45zM8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  search:
    "M6.75 1.5a5.25 5.25 0 0 1 4.2 8.4l3.6 3.55-1.1 1.1-3.55-3.6a5.25 5.25 0 1 1-3.15-9.45m0 1.5a3.75 3.75 0 1 0 0 7.5 3.75 3.75 0 0 0 0-7.5",
  splitRight: "M1.5 2.5h13v11h-13zM3 4v8h4.25V4zm5.75 0v8H13V4z",
  splitDown: "M1.5 2.5h13v11h-13zM3 4v3.25h10V4zm0 4.75V12h10V8.75z",
  sideView: "M1.5 2.5h13v11h-13zM6.5 4v8H13V4z",
  panel: "M1.5 2.5h13v11h-13zM3 4v5h10V4z",
  wave: "M1.5 6.5H3v3H1.5zM4 4h1.5v8H4zM6.5 1.5H8v13H6.5zM9 5h1.5v6H9zM11.5 3H13v10h-1.5zM14 6.5h1v3h-1z",
  history:
    "M8 1.5a6.5 6.5 0 1 1-6.4 5.4l1.5.25A5 5 0 1 0 4.6 4.3L6.3 6H1.5V1.2l2 2A6.5 6.5 0 0 1 8 1.5M7.25 4.5h1.5v3.2l2.2 2.2-1.05 1.05-2.65-2.65z",
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: what a button does is said in its label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
