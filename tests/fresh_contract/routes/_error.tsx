import { HttpError } from "fresh";
import { define } from "../utils.ts";
export default define.page(({ error, url }) => (
  <p class="root-error">
    {error instanceof HttpError
      ? `http ${error.status} ${error.message}`
      : error instanceof Error
      ? `err ${error.message}`
      : "?"} at {url.pathname}
  </p>
));
