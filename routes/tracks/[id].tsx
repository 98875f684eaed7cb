import { HttpError, page } from "fresh";
import TrackEditor from "../../islands/TrackEditor.tsx";
import { listModels } from "../../store/models.ts";
import { getTrack } from "../../store/tracks.ts";
import { define } from "../../utils.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace;
    const [track, models] = await Promise.all([getTrack(db, scope, ctx.params.id), listModels(db, scope)]);
    if (!track) throw new HttpError(404, "Cannot show a track: there must be one of this id in the project");
    ctx.state.title = track.name;
    // Cards can be large, and this page shows none.
    return page({ track, models: models.map((model) => ({ ...model, card: {} })) });
  },
});

export default define.page<typeof handler>(({ data: { track, models } }) => (
  <>
    <h1 class="track-title">{track.name}</h1>
    <TrackEditor track={track} models={models} />
  </>
));
