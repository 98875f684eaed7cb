import { getModel } from "../../../../store/models.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("getExpectation", async (ctx, { scope, id }) => {
    const { db, blobs, compute } = ctx.state.workspace;
    const { sha256 } = found(await getModel(db, scope, id), "getExpectation");
    const next = await compute.expectation({ modelPath: blobs.path(sha256) }, { signal: ctx.req.signal });
    // A model never changes.
    const headers = { "cache-control": "private, max-age=86400" };
    if (!next) return new Response(null, { status: 204, headers });
    return new Response(next, { headers: { ...headers, "content-type": "application/octet-stream" } });
  }),
});
