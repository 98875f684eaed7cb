import { page } from "fresh";
import { define } from "../utils.ts";
export const handler = define.handlers({
  async POST(ctx) {
    const f = await ctx.req.formData();
    return page({ v: String(f.get("v")) });
  },
});
export default define.page<typeof handler>(({ data }) => <b>v={String(data?.v)} data={JSON.stringify(data)}</b>);
