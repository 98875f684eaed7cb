import { define } from "../utils.ts";
export default define.layout(({ Component, state }) => (
  <div class="root-layout" data-log={state.log.join(",")}>
    <Component />
  </div>
));
