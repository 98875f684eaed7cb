import { page } from "fresh";
import { asset } from "fresh/runtime";
import { strings } from "../components/strings.ts";
import { PlainFrame } from "../components/workbench/PlainFrame.tsx";
import LiveMap from "../islands/LiveMap.tsx";
import { listModels } from "../store/models.ts";
import { listTracks } from "../store/tracks.ts";
import { define } from "../utils.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace;
    ctx.state.title = strings.live.title;
    const [models, tracks] = await Promise.all([listModels(db, scope), listTracks(db, scope)]);
    const active = models.find((model) => model.active);
    return page({
      model: active ? { id: active.id, name: active.name } : null,
      tracks: tracks.map(({ id, name }) => ({ id, name })),
    });
  },
});

export default define.page<typeof handler>(({ data, url }) => (
  <PlainFrame path={url.pathname}>
    <LiveMap {...data} worklet={asset("/live-worklet.js")} />
  </PlainFrame>
));
