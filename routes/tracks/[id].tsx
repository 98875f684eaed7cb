import { HttpError, page } from "fresh";
import Workbench from "../../islands/Workbench.tsx";
import { getTrack } from "../../store/tracks.ts";
import { define } from "../../utils.ts";
import { givenWorkbench } from "../(_workbench)/given.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace, track = await getTrack(db, scope, ctx.params.id);
    if (!track) throw new HttpError(404, "Cannot show a track: there must be one of this id in the project");
    ctx.state.title = track.name;
    return page(await givenWorkbench(ctx, { trackId: track.id }));
  },
});

export default define.page<typeof handler>(({ data }) => <Workbench {...data} />);
