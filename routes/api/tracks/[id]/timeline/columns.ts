import { getTrackFiles } from "../../../../../store/tracks.ts";
import { define } from "../../../../../utils.ts";
import { endpoint, found } from "../../../(_endpoint)/endpoint.ts";
import { timelineSha256 } from "../../../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("getTimelineColumns", async (ctx, { scope, id, query }) => {
    const { workspace } = ctx.state;
    found(await getTrackFiles(workspace.db, scope, id), "getTimelineColumns");
    const sha256 = await timelineSha256(workspace, scope, { trackId: id, model: query.model }), etag = `"${sha256}"`;
    const headers = { etag, "cache-control": "private, no-cache", "content-type": "application/octet-stream" };
    if (ctx.req.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
    return new Response(await workspace.columns.read(sha256), { headers });
  }),
});
