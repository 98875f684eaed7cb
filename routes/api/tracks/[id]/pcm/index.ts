import type { PcmView } from "../../../../../protocol/api.ts";
import { getTrackFiles } from "../../../../../store/tracks.ts";
import { define } from "../../../../../utils.ts";
import { endpoint, found } from "../../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("showPcm", async (ctx, { scope, id }) => {
    const { db, blobs, pcm } = ctx.state.workspace;
    const { sha256, name } = found(await getTrackFiles(db, scope, id), "showPcm");
    const { whole, ...info } = await pcm.info({ path: blobs.path(sha256), sha256, name });
    const view: PcmView = { ...info, state: whole ? "ready" : "decoding" };
    return Response.json(view, { headers: { "cache-control": "no-store" } });
  }),
});
