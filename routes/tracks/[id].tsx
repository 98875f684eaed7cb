import { HttpError, page } from "fresh";
import { CreditLine, TrackName } from "../../components/TrackTable.tsx";
import TrackEditor from "../../islands/TrackEditor.tsx";
import { listModels } from "../../store/models.ts";
import { getTrack } from "../../store/tracks.ts";
import { define } from "../../utils.ts";
import { creditsByHash } from "../(_demo)/credits.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace;
    const [track, models] = await Promise.all([getTrack(db, scope, ctx.params.id), listModels(db, scope)]);
    if (!track) throw new HttpError(404, "Cannot show a track: there must be one of this id in the project");
    ctx.state.title = track.name;
    // Cards can be large, and this page shows but the description.
    const briefly = models.map(({ card: { description }, ...model }) => ({ ...model, card: { description } }));
    return page({ track, models: briefly });
  },
});

export default define.page<typeof handler>(({ data: { track, models } }) => (
  <>
    <div class="track-title">
      <h1>
        <TrackName name={track.name} />
      </h1>
      {creditsByHash[track.sha256] && <CreditLine credit={creditsByHash[track.sha256]} />}
    </div>
    <TrackEditor track={track} models={models} />
  </>
));
