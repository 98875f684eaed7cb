import { HttpError } from "fresh";
import { getTrackFiles } from "../../../../../store/tracks.ts";
import { define } from "../../../../../utils.ts";
import { endpoint, found } from "../../../(_endpoint)/endpoint.ts";
import { errorAnswer } from "../../../(_endpoint)/errors.ts";

export const handler = define.handlers({
  GET: endpoint("getPcm", async (ctx, { scope, id, query }) => {
    const { db, blobs, pcm } = ctx.state.workspace;
    const { sha256, name } = found(await getTrackFiles(db, scope, id), "getPcm");
    const { bytes, whole, available, samples } = await pcm.read({ path: blobs.path(sha256), sha256, name }, query);
    if (!bytes) {
      const done = samples ? `${Math.floor(100 * available / samples)} %` : `${available} samples`;
      const reason = `Cannot play samples: they must have been decoded, current value is ${done}`;
      return errorAnswer(503, reason, { "retry-after": "1" });
    }
    if (whole && query.from >= available) {
      throw new HttpError(416, `Cannot play samples: query.from must be below the track's ${available} samples`);
    }
    return new Response(bytes, {
      headers: { "content-type": "application/octet-stream", "cache-control": "private, max-age=3600" },
    });
  }),
});
