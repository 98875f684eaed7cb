import { operations } from "../../protocol/operations.ts";
import { define } from "../../utils.ts";
import { errorAnswer } from "./(_endpoint)/errors.ts";

/** What no other route of the API answers: JSON, never a page. */
export const handler = define.handlers((ctx) => {
  const allowed = Object.values(operations)
    .filter(({ path }) => new URLPattern({ pathname: path }).test({ pathname: ctx.url.pathname }))
    .map(({ method }) => method);
  return allowed.length > 0
    ? errorAnswer(405, "Cannot answer: there must be such a method on this path", { allow: allowed.join(", ") })
    : errorAnswer(404, "Cannot answer: there must be such a path");
});
