import { page } from "fresh";
import { strings } from "../components/strings.ts";
import TrackLibrary from "../islands/TrackLibrary.tsx";
import { listJobs } from "../store/jobs.ts";
import { listModels } from "../store/models.ts";
import { listTracks } from "../store/tracks.ts";
import { define } from "../utils.ts";
import { creditsByHash } from "./(_demo)/credits.ts";

/** Jobs that the page knows from the start; later ones arrive as events. */
const MOST_JOBS = 100;

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace;
    ctx.state.title = strings.app.tracks;
    const [tracks, jobs, models] = await Promise.all([
      listTracks(db, scope),
      listJobs(db, scope, { limit: MOST_JOBS }),
      listModels(db, scope),
    ]);
    const active = models.find((model) => model.active);
    return page({ tracks, jobs, active: active ? { id: active.id, name: active.name } : null });
  },
});

export default define.page<typeof handler>(({ data }) => <TrackLibrary {...data} credits={creditsByHash} />);
