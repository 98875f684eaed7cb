import { HttpError } from "fresh";
import { findTile } from "../../../../../../../formats/tiles.ts";
import { readBytes, tileDirectory } from "../../../../../../../jobs/stored_tiles.ts";
import { getTrackFiles } from "../../../../../../../store/tracks.ts";
import { define } from "../../../../../../../utils.ts";
import { endpoint, found } from "../../../../../(_endpoint)/endpoint.ts";
import { isUnchanged } from "../../../../../(_endpoint)/files.ts";

export const handler = define.handlers({
  GET: endpoint("getTile", async (ctx, { scope, id, params, query }) => {
    const { db, blobs } = ctx.state.workspace;
    const { tilesSha256: sha256 } = found(await getTrackFiles(db, scope, id), "getTile");
    if (sha256 === null || query.v !== undefined && query.v !== sha256) throw otherTiles();
    const path = blobs.path(sha256), place = findTile(await tileDirectory(path, sha256).catch(refuseMissing), params);
    if (!place) throw new HttpError(404, "Cannot show a tile: the track must be as long");
    const etag = `"${sha256}.${params.kind}.${params.level}.${params.index}"`;
    const headers = {
      etag,
      "cache-control": query.v === undefined ? "private, no-cache" : "private, max-age=31536000, immutable",
      "content-type": "application/octet-stream",
    };
    if (isUnchanged(ctx.req, etag)) return new Response(null, { status: 304, headers });
    return new Response(await readBytes(path, place).catch(refuseMissing), { headers });
  }),
});

function otherTiles(): HttpError {
  return new HttpError(404, "Cannot show a tile: the track must have these tiles (ask for the list of its tiles)");
}

/** The list of tiles has them made again. */
function refuseMissing(error: unknown): never {
  throw error instanceof Deno.errors.NotFound ? otherTiles() : error;
}
