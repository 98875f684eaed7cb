import { Partial } from "fresh/runtime";
import { define } from "../utils.ts";
export default define.page(({ url, isPartial }) => (
  <div f-client-nav>
    <a id="go" href="/part?n=2">go</a>
    <Partial name="p">
      <b id="pv">n={url.searchParams.get("n") ?? "1"} partial={String(isPartial)}</b>
    </Partial>
  </div>
));
