import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { fileAnswer } from "../../(_endpoint)/files.ts";

export const handler = define.handlers({
  GET: endpoint("getAudio", async (ctx, { scope, id, query }) => {
    const { db, blobs } = ctx.state.workspace;
    const track = found(await getTrackFiles(db, scope, id), "getAudio");
    const rendition = query.original === "1" ? null : track.renditionSha256;
    const sha256 = rendition ?? track.sha256;
    return fileAnswer(ctx.req, {
      path: blobs.path(sha256),
      sha256,
      mediaType: rendition ? "audio/wav" : track.mediaType,
      name: rendition ? `${track.name}.wav` : track.name,
    });
  }),
});
