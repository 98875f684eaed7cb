import { writeTimelineJson } from "../../../../formats/timeline_json.ts";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { fileAnswer } from "../../(_endpoint)/files.ts";
import { readTimeline, timelineSha256 } from "../../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("getTimeline", async (ctx, { scope, id, query }) => {
    const { workspace } = ctx.state;
    const { name } = found(await getTrackFiles(workspace.db, scope, id), "getTimeline");
    const sha256 = await timelineSha256(workspace, scope, { trackId: id, model: query.model });
    if (query.corrected === "1") {
      const timeline = await readTimeline(workspace, scope, { trackId: id, sha256, corrected: true });
      return new Response(writeTimelineJson(timeline), {
        headers: { "content-type": "application/json", "cache-control": "no-store" },
      });
    }
    const path = workspace.blobs.path(sha256);
    return fileAnswer(ctx.req, { path, sha256, mediaType: "application/json", name: `${name}.moodline.json` });
  }),
});
