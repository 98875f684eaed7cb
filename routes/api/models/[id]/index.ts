import type { ModelView } from "../../../../protocol/api.ts";
import { getModel } from "../../../../store/models.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("getModel", async (ctx, { scope, id }) => {
    const view: ModelView = found(await getModel(ctx.state.workspace.db, scope, id), "getModel");
    return Response.json(view);
  }),
});
