import { page } from "fresh";
import { strings } from "../components/strings.ts";
import Workbench from "../islands/Workbench.tsx";
import { define } from "../utils.ts";
import { givenWorkbench } from "./(_workbench)/given.ts";

export const handler = define.handlers({
  async GET(ctx) {
    ctx.state.title = strings.workbench.titles.tracks;
    return page(await givenWorkbench(ctx, { whole: "tracks" }));
  },
});

export default define.page<typeof handler>(({ data }) => <Workbench {...data} />);
