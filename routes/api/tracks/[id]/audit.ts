import { findings } from "../../../../jobs/audit.ts";
import type { AuditView, JobView } from "../../../../protocol/api.ts";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { modelIdOf, timelineSha256 } from "../../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("getAudit", async (ctx, { scope, id: trackId, query: { model } }) => {
    const { workspace } = ctx.state;
    found(await getTrackFiles(workspace.db, scope, trackId), "getAudit");
    const modelId = await modelIdOf(workspace, scope, model);
    const sha256 = await timelineSha256(workspace, scope, { trackId, model: modelId });
    const view: AuditView = await findings(workspace, scope, { trackId, modelId, sha256 });
    return Response.json(view, { headers: { "cache-control": "no-store" } });
  }),
  POST: endpoint("startAudit", async (ctx, { scope, id: trackId, query: { model } }) => {
    const { workspace } = ctx.state;
    found(await getTrackFiles(workspace.db, scope, trackId), "startAudit");
    const modelId = await modelIdOf(workspace, scope, model);
    await timelineSha256(workspace, scope, { trackId, model: modelId });
    const view: JobView = await workspace.audit(scope, { trackId, modelId });
    return Response.json(view, { status: 202 });
  }),
});
