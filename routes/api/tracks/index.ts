import { addTracks } from "../../../jobs/add_tracks.ts";
import type { TracksView, UploadView } from "../../../protocol/api.ts";
import { operations } from "../../../protocol/operations.ts";
import { getTrack, listTracks } from "../../../store/tracks.ts";
import { define } from "../../../utils.ts";
import { endpoint, found } from "../(_endpoint)/endpoint.ts";
import { receiveFiles } from "../(_endpoint)/receive_files.ts";

export const handler = define.handlers({
  GET: endpoint("listTracks", async (ctx, { scope }) => {
    const view: TracksView = { tracks: await listTracks(ctx.state.workspace.db, scope) };
    return Response.json(view);
  }),
  POST: endpoint("uploadTracks", async (ctx, { scope }) => {
    const { workspace, settings } = ctx.state;
    const files = await receiveFiles(ctx.req, workspace.blobs, {
      limits: settings.uploadLimits,
      summary: operations.uploadTracks.summary,
    });
    const view: UploadView = { uploads: [] };
    for (const { trackId, created, job } of await addTracks(workspace, scope, files)) {
      const track = found(await getTrack(workspace.db, scope, trackId), "getTrack");
      view.uploads.push({ track, created, job });
    }
    return Response.json(view, { status: 201 });
  }),
});
