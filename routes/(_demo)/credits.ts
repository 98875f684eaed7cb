/**
 * Whose work the demo clips are.
 * @module
 */
import type { Credit } from "../../components/TrackName.tsx";
import credits from "../../data/demo/credits.json" with { type: "json" };

/** By the SHA-256 of the file: a clip is known whatever it is called. */
export const creditsByHash: Record<string, Credit> = Object.fromEntries(
  credits.map(({ sha256, title, artist, licence, licenceUrl, from }) => [
    sha256,
    { title, artist, licence, licenceUrl, from },
  ]),
);
