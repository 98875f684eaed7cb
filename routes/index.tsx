import { page } from "fresh";
import { strings } from "../components/strings.ts";
import TrackLibrary from "../islands/TrackLibrary.tsx";
import { listJobs } from "../store/jobs.ts";
import { listTracks } from "../store/tracks.ts";
import { define } from "../utils.ts";
import { creditsByHash } from "./(_demo)/credits.ts";

/** Jobs that the page knows from the start; later ones arrive as events. */
const MOST_JOBS = 100;

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace;
    ctx.state.title = strings.app.tracks;
    const [tracks, jobs] = await Promise.all([listTracks(db, scope), listJobs(db, scope, { limit: MOST_JOBS })]);
    return page({ tracks, jobs });
  },
});

export default define.page<typeof handler>(({ data }) => <TrackLibrary {...data} credits={creditsByHash} />);
