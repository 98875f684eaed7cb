/**
 * The areas of the catalogue, a file each: a page loads only the words of those it shows.
 * @module
 */
export * from "./app.ts";
export * from "./audit.ts";
export * from "./axes.ts";
export * from "./comparing.ts";
export * from "./correcting.ts";
export * from "./correction.ts";
export * from "./errors.ts";
export * from "./expectation.ts";
export * from "./guide.ts";
export * from "./history.ts";
export * from "./jobs.ts";
export * from "./keys.ts";
export * from "./library.ts";
export * from "./live.ts";
export * from "./map.ts";
export * from "./menus.ts";
export * from "./models.ts";
export * from "./palette.ts";
export * from "./problems.ts";
export * from "./retrain.ts";
export * from "./settings.ts";
export * from "./shortcuts.ts";
export * from "./track.ts";
export * from "./units.ts";
export * from "./uploads.ts";
export * from "./workbench.ts";
