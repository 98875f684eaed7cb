import { HttpError } from "fresh";
import { define } from "../../utils.ts";
export const handler = define.handlers({
  GET(ctx) {
    throw new HttpError(Number(ctx.params.code) as 400, "m");
  },
});
