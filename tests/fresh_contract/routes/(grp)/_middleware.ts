import { define } from "../../utils.ts";
export default define.middleware((ctx) => {
  ctx.state.log.push("grp");
  return ctx.next();
});
