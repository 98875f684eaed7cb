import { mapRowFigure } from "../../../../formats/figures/map_row_figure.ts";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { figureAnswer } from "../../(_endpoint)/figures.ts";
import { readTimeline, timelineSha256 } from "../../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("drawMaps", async (ctx, { scope, id, query }) => {
    const { workspace } = ctx.state, { model, corrected, from, to, maps } = query;
    found(await getTrackFiles(workspace.db, scope, id), "drawMaps");
    const sha256 = await timelineSha256(workspace, scope, { trackId: id, model });
    const timeline = await readTimeline(workspace, scope, { trackId: id, sha256, corrected: corrected === "1" });
    return figureAnswer(() => mapRowFigure(timeline, { fromSeconds: from, toSeconds: to, maps }), "no-store");
  }),
});
