import { HttpError, page } from "fresh";
import { Head } from "fresh/runtime";
import { firstShown, timelineAddress } from "../../components/versions.ts";
import TrackWorkbench from "../../islands/TrackWorkbench.tsx";
import { getTrack } from "../../store/tracks.ts";
import { define } from "../../utils.ts";
import { givenWorkbench } from "../(_workbench)/given.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace, track = await getTrack(db, scope, ctx.params.id);
    if (!track) throw new HttpError(404, "Cannot show a track: there must be one of this id in the project");
    ctx.state.title = track.name;
    const given = await givenWorkbench(ctx, { trackId: track.id });
    const shown = firstShown(track, given.models, ctx.url.search);
    return page({ given, timeline: shown && timelineAddress(track.id, shown) });
  },
});

export default define.page<typeof handler>(({ data: { given, timeline } }) => (
  <>
    {timeline && (
      <Head>
        <link rel="preload" as="fetch" crossorigin="anonymous" href={timeline} />
      </Head>
    )}
    <TrackWorkbench {...given} />
  </>
));
