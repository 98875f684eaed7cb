import { asset, IS_BROWSER } from "fresh/runtime";
import { define } from "../utils.ts";
export default define.page(() => (
  <p>
    <img src="/a.txt" />
    <a href={asset("/a.txt")}>a</a> {String(IS_BROWSER)}
  </p>
));
