import { page } from "fresh";
import { strings } from "../../components/strings.ts";
import ModelShelf from "../../islands/ModelShelf.tsx";
import { listModels } from "../../store/models.ts";
import { define } from "../../utils.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { db, scope } = ctx.state.workspace;
    ctx.state.title = strings.models.title;
    return page({ models: await listModels(db, scope) });
  },
});

export default define.page<typeof handler>(({ data }) => <ModelShelf models={data.models} />);
