import { MODEL_MEDIA_TYPE } from "../../../../jobs/add_model.ts";
import { getModel } from "../../../../store/models.ts";
import { define } from "../../../../utils.ts";
import { endpoint, found } from "../../(_endpoint)/endpoint.ts";
import { fileAnswer } from "../../(_endpoint)/files.ts";

export const handler = define.handlers({
  GET: endpoint("getModelFile", async (ctx, { scope, id }) => {
    const { db, blobs } = ctx.state.workspace;
    const { sha256, name } = found(await getModel(db, scope, id), "getModelFile");
    return fileAnswer(ctx.req, {
      path: blobs.path(sha256),
      sha256,
      mediaType: MODEL_MEDIA_TYPE,
      name: `${name}.safetensors`,
      attachment: true,
    });
  }),
});
