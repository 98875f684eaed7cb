import { attributionFigure } from "../../../../formats/figures/attribution_figure.ts";
import { getModel } from "../../../../store/models.ts";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { figureAnswer } from "../../(_endpoint)/figures.ts";
import { modelIdOf } from "../../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("explainMap", async (ctx, { scope, id, query }) => {
    const { workspace } = ctx.state, { db, blobs, compute } = workspace;
    const track = found(await getTrackFiles(db, scope, id), "explainMap");
    const model = found(await getModel(db, scope, await modelIdOf(workspace, scope, query.model)), "explainMap");
    const song = { audioPath: blobs.path(track.sha256), name: track.name, atSeconds: query.second };
    const request = { modelPath: blobs.path(model.sha256), units: 0, song };
    return figureAnswer(async () => {
      const { song: explained } = await compute.explain(request, { signal: ctx.req.signal });
      return attributionFigure(explained!.explained);
    }, "private, max-age=3600");
  }),
});
