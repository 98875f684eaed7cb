/**
 * Where somebody is in a track, and how it is shown: an editor that goes to the other group, or that was closed, begins
 * there again.
 * @module
 */
import { batch } from "@preact/signals";
import type { TrackSession } from "./track_session.ts";

const PARTS = ["playhead", "view", "showCorrected", "colouring", "whose"] as const;

export type TrackPlace = { [Part in (typeof PARTS)[number]]: ReturnType<TrackSession[Part]["peek"]> };

export function placeOf(session: TrackSession): TrackPlace {
  return Object.fromEntries(PARTS.map((part) => [part, session[part].peek()])) as TrackPlace;
}

export function returnTo(session: TrackSession, place: TrackPlace): void {
  batch(() => {
    for (const part of PARTS) session[part].value = place[part] as never;
  });
}
