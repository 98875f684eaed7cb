import { HttpError } from "fresh";
import { define } from "../../utils.ts";
import { errorToAnswer } from "./(_endpoint)/errors.ts";

/** What is thrown outside an endpoint: JSON, never a page. */
// deno-lint-ignore require-await -- only async components may return a Response
export default define.page(async ({ error }) => errorToAnswer(error ?? new HttpError(404)));
