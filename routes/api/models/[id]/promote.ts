import type { ModelView } from "../../../../protocol/api.ts";
import { getModel, promoteModel } from "../../../../store/models.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  POST: endpoint("promoteModel", async (ctx, { scope, id }) => {
    const { db, bus } = ctx.state.workspace;
    const model = found(await getModel(db, scope, id), "promoteModel");
    if (!model.active) {
      await promoteModel(db, scope, id);
      bus.publish(scope.projectId, { type: "models" });
    }
    const view: ModelView = { ...model, active: true };
    return Response.json(view);
  }),
});
