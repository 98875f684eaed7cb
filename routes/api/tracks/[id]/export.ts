import { HttpError } from "fresh";
import { exportFormats } from "../../../../formats/registry.ts";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { contentDisposition } from "../../(_endpoint)/files.ts";
import { readTimeline, timelineSha256 } from "../../(_endpoint)/timelines.ts";

export const handler = define.handlers({
  GET: endpoint("exportTimeline", async (ctx, { scope, id, query }) => {
    const { workspace } = ctx.state;
    const format = exportFormats.find(({ name }) => name === query.format);
    if (!format) {
      const names = exportFormats.map(({ name }) => name).join(", ");
      throw new HttpError(400, `Cannot export a timeline: query.format must be one of ${names}`);
    }
    const { name } = found(await getTrackFiles(workspace.db, scope, id), "exportTimeline");
    const sha256 = await timelineSha256(workspace, scope, { trackId: id, model: query.model });
    const timeline = await readTimeline(workspace, scope, { trackId: id, sha256, corrected: query.corrected === "1" });
    const fileName = name.replace(/\.[^./]*$/, "") + format.ending;
    return new Response(format.write(timeline), {
      headers: {
        "content-type": format.mediaType,
        "content-disposition": contentDisposition({ name: fileName, attachment: true }),
        "cache-control": "no-store",
      },
    });
  }),
});
