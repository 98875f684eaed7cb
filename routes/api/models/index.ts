import { HttpError } from "fresh";
import { addModelFile } from "../../../jobs/add_model.ts";
import type { ModelsView, ModelView } from "../../../protocol/api.ts";
import { operations } from "../../../protocol/operations.ts";
import { getModel, listModels } from "../../../store/models.ts";
import { define } from "../../../utils.ts";
import { endpoint, found } from "../(_endpoint)/endpoint.ts";
import { receiveFiles } from "../(_endpoint)/receive_files.ts";

/** Model files are read into memory whole. */
const MAX_MODEL_BYTES = 256 * 1024 * 1024;

export const handler = define.handlers({
  GET: endpoint("listModels", async (ctx, { scope }) => {
    const view: ModelsView = { models: await listModels(ctx.state.workspace.db, scope) };
    return Response.json(view);
  }),
  POST: endpoint("uploadModel", async (ctx, { scope }) => {
    const { workspace } = ctx.state, { summary } = operations.uploadModel;
    const [file] = await receiveFiles(ctx.req, workspace.blobs, {
      limits: { bytesPerFile: MAX_MODEL_BYTES, files: 1 },
      summary,
    });
    let added;
    try {
      const bytes = await file.blob.read();
      added = await addModelFile(workspace, scope, { bytes, parentId: null });
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof RangeError) throw new HttpError(400, error.message);
      throw error;
    } finally {
      await file.blob.discard();
    }
    workspace.bus.publish(scope.projectId, { type: "models" });
    const view: ModelView = found(await getModel(workspace.db, scope, added.id), "getModel");
    return Response.json(view, { status: added.created ? 201 : 200 });
  }),
});
