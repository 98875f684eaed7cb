import { define } from "../../utils.ts";
import Local from "./(_islands)/Local.tsx";
import { X } from "./(_components)/X.tsx";
export default define.page(({ route, state }) => (
  <p>
    g {route} {state.log.join(",")} <Local n={1} /> <X />
  </p>
));
