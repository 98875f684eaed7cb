import type { TrackView } from "../../../../protocol/api.ts";
import { getTrack } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("getTrack", async (ctx, { scope, id }) => {
    const view: TrackView = found(await getTrack(ctx.state.workspace.db, scope, id), "getTrack");
    return Response.json(view);
  }),
});
