import { define } from "../../utils.ts";
export default define.layout(({ Component }) => (
  <div class="sub-layout">
    <Component />
  </div>
));
