import { define } from "../../utils.ts";
import { endpoint } from "./(_endpoint)/endpoint.ts";

export const handler = define.handlers({
  GET: endpoint("health", (ctx) => Response.json({ status: "ok", version: ctx.state.settings.version })),
});
