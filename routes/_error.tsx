import { getLogger } from "@logtape/logtape";
import { HttpError, page } from "fresh";
import { strings } from "../components/strings.ts";
import { PlainFrame } from "../components/workbench/PlainFrame.tsx";
import { define } from "../utils.ts";
import { errorToAnswer } from "./api/(_endpoint)/errors.ts";

/** Middlewares do not see answers to errors. There is no script on this page. */
const HEADERS = {
  "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** What is answered when something is missing or fails: a page for people, JSON for programs. */
export const handler = define.handlers(({ error, url, state, req }) => {
  if (url.pathname.startsWith("/api/")) return errorToAnswer(error ?? new HttpError(404));
  // Who left while a page was made is no failure of it.
  if (!(error instanceof HttpError) && !req.signal.aborted) {
    getLogger(["moodline", "pages"]).error("A page failed: {error}", { error });
  }
  state.title = isMissing(error) ? strings.errors.notFoundTitle : strings.errors.brokenTitle;
  return page(undefined, { headers: HEADERS });
});

const isMissing = (error: unknown) => error instanceof HttpError && error.status === 404;

export default define.page<typeof handler>(({ error, state, url }) => {
  const { notFoundText, brokenText, backToTracks } = strings.errors;
  return (
    <PlainFrame path={url.pathname}>
      <div class="empty error-page">
        <h1>{state.title}</h1>
        <p>{isMissing(error) ? notFoundText : brokenText}</p>
        <a class="button primary" href="/">{backToTracks}</a>
      </div>
    </PlainFrame>
  );
});
