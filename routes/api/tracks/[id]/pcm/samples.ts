import { HttpError } from "fresh";
import { getTrackFiles } from "../../../../../store/tracks.ts";
import { define } from "../../../../../utils.ts";
import { endpoint, found } from "../../../(_endpoint)/endpoint.ts";
import { notDecoded } from "../../../(_endpoint)/samples.ts";

export const handler = define.handlers({
  GET: endpoint("getPcm", async (ctx, { scope, id, query }) => {
    const { db, blobs, pcm } = ctx.state.workspace;
    const { sha256, name } = found(await getTrackFiles(db, scope, id), "getPcm");
    const told = await pcm.read({ path: blobs.path(sha256), sha256, name }, query);
    if (!told) return notDecoded("nothing");
    const { bytes, whole, available, samples } = told;
    if (!bytes) return notDecoded(samples ? `${Math.floor(100 * available / samples)} %` : `${available} samples`);
    if (whole && query.from >= available) {
      throw new HttpError(416, `Cannot play samples: query.from must be below the track's ${available} samples`);
    }
    return new Response(bytes, {
      headers: { "content-type": "application/octet-stream", "cache-control": "private, max-age=3600" },
    });
  }),
});
