import { define } from "../../utils.ts";
export default define.layout(({ Component }) => (
  <div class="grp-layout">
    <Component />
  </div>
));
