import { HttpError } from "fresh";
import { getTrackFiles } from "../../../../store/tracks.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { fileAnswer } from "../../(_endpoint)/files.ts";

export const handler = define.handlers({
  GET: endpoint("getWaveform", async (ctx, { scope, id }) => {
    const { db, blobs } = ctx.state.workspace;
    const { waveformSha256: sha256, name } = found(await getTrackFiles(db, scope, id), "getWaveform");
    if (sha256 === null) throw new HttpError(404, "Cannot show a waveform: the track must have been analysed");
    const path = blobs.path(sha256);
    return fileAnswer(ctx.req, { path, sha256, mediaType: "application/json", name: `${name}.waveform.json` });
  }),
});
