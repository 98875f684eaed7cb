/**
 * What the server writes into a page of the workbench.
 * @module
 */
import type { GivenWorkbench } from "../../components/workbench/workbench.ts";
import { listJobs } from "../../store/jobs.ts";
import { listModels } from "../../store/models.ts";
import { actorName } from "../../store/store.ts";
import { listTracks } from "../../store/tracks.ts";
import type { State } from "../../utils.ts";
import { creditsByHash } from "../(_demo)/credits.ts";
import { toldBy } from "./told.ts";

/** Jobs that the page knows from the start; later ones arrive as events. */
const MOST_JOBS = 100;
/** Tracks of the side view, on pages that do not list them all. */
const MOST_TRACKS = 100;

interface Wanted {
  /** What the page is about: all of it is sent. */
  whole?: "tracks" | "models";
  /** A track to be sent in any case. */
  trackId?: string;
}

export async function givenWorkbench(
  { state: { workspace: { db, scope } }, req, url }: { state: State; req: Request; url: URL },
  { whole, trackId }: Wanted = {},
): Promise<GivenWorkbench> {
  const [actor, tracks, jobs, models] = await Promise.all([
    actorName(db, scope),
    listTracks(db, scope),
    listJobs(db, scope, { limit: MOST_JOBS }),
    listModels(db, scope),
  ]);
  const newest = tracks.toSorted((a, b) => b.createdAt - a.createdAt);
  return {
    address: { pathname: url.pathname, search: url.search },
    actor,
    sideOpen: toldBy(req, "side") !== "folded",
    credits: creditsByHash,
    tracks: whole === "tracks" ? tracks : newest.filter(({ id }, i) => i < MOST_TRACKS || id === trackId),
    jobs,
    // Cards can be large, and most pages show but the description.
    models: whole === "models"
      ? models
      : models.map(({ card: { description }, ...model }) => ({ ...model, card: { description } })),
    whole: { tracks: whole === "tracks" || tracks.length <= MOST_TRACKS, models: whole === "models" },
  };
}
