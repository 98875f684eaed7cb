import type { PcmView } from "../../../../../protocol/api.ts";
import { getTrackFiles } from "../../../../../store/tracks.ts";
import { define } from "../../../../../utils.ts";
import { endpoint, found } from "../../../(_endpoint)/endpoint.ts";
import { notDecoded } from "../../../(_endpoint)/samples.ts";

export const handler = define.handlers({
  GET: endpoint("showPcm", async (ctx, { scope, id }) => {
    const { db, blobs, pcm } = ctx.state.workspace;
    const { sha256, name } = found(await getTrackFiles(db, scope, id), "showPcm");
    const told = await pcm.info({ path: blobs.path(sha256), sha256, name });
    if (!told) return notDecoded("nothing");
    const { whole, ...info } = told;
    const view: PcmView = { ...info, state: whole ? "ready" : "decoding" };
    return Response.json(view, { headers: { "cache-control": "no-store" } });
  }),
});
