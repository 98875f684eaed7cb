import { define } from "../../utils.ts";
export default define.middleware((ctx) => {
  ctx.state.log.push("sub");
  return ctx.next();
});
