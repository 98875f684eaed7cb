/**
 * Every word the pages show, by area: `strings.track.play` stands in `strings/track.ts`.
 * @module
 */
export * as strings from "./strings/areas.ts";
