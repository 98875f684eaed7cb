import { storedTiles } from "../../../../../jobs/stored_tiles.ts";
import { getTrackFiles } from "../../../../../store/tracks.ts";
import type { TilePyramid } from "../../../../../formats/tiles.ts";
import type { TilePyramidView, TilesView } from "../../../../../protocol/api.ts";
import { define } from "../../../../../utils.ts";
import { endpoint, found } from "../../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("listTiles", async (ctx, { scope, id }) => {
    const { workspace } = ctx.state;
    const track = found(await getTrackFiles(workspace.db, scope, id), "listTiles");
    const stored = await storedTiles(workspace, scope, track);
    if ("progress" in stored) {
      const view: TilesView = { state: "making", progress: stored.progress };
      return Response.json(view, { headers: { "retry-after": "1", "cache-control": "no-store" } });
    }
    const { sha256, directory } = stored;
    const { lowHz, highHz, lowDecibels, highDecibels } = directory.spectrogram;
    const view: TilesView = {
      state: "ready",
      sha256,
      durationSeconds: directory.samples / directory.sampleRate,
      waveform: pyramidView(directory.waveform),
      spectrogram: { ...pyramidView(directory.spectrogram), lowHz, highHz, lowDecibels, highDecibels },
    };
    return Response.json(view, { headers: { "cache-control": "no-store" } });
  }),
});

function pyramidView({ width, tileColumns, startSeconds, secondsPerColumn, levels }: TilePyramid): TilePyramidView {
  return {
    width,
    tileColumns,
    startSeconds,
    levels: levels.map(({ columns, offsets }, level) => ({
      secondsPerColumn: secondsPerColumn * 2 ** level,
      columns,
      tiles: offsets.length,
    })),
  };
}
