import { openApiDocument } from "../../protocol/openapi.ts";
import { define } from "../../utils.ts";
import { endpoint } from "./(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("openapi", (ctx) => Response.json(openApiDocument(ctx.state.settings.version))),
});
