import { getLogger } from "@logtape/logtape";
import { HttpError } from "fresh";
import { strings } from "../components/strings.ts";
import { define } from "../utils.ts";
import { errorToAnswer } from "./api/(_endpoint)/errors.ts";

/** What is answered when something is missing or fails: a page for people, JSON for programs. */
// deno-lint-ignore require-await -- only async components may return a Response
export default define.page(async ({ error, url, state }) => {
  if (url.pathname.startsWith("/api/")) return errorToAnswer(error ?? new HttpError(404));
  if (!(error instanceof HttpError)) getLogger(["moodline", "pages"]).error("A page failed: {error}", { error });
  const missing = error instanceof HttpError && error.status === 404;
  const { notFoundTitle, notFoundText, brokenTitle, brokenText, backToTracks } = strings.errors;
  state.title = missing ? notFoundTitle : brokenTitle;
  return (
    <div class="empty error-page">
      <h1>{state.title}</h1>
      <p>{missing ? notFoundText : brokenText}</p>
      <a class="button primary" href="/">{backToTracks}</a>
    </div>
  );
});
