/**
 * Before every request: is it meant for this server, does it come from our own pages, and may its sender see pages.
 * (Routes of the API ask for their own action, see `api/(_endpoint)/endpoint.ts`.)
 * @module
 */
import { csp } from "fresh";
import { define, type State } from "../utils.ts";
import { isAllowedHost, isSameOrigin } from "./(_guards)/origin.ts";
import { errorAnswer } from "./api/(_endpoint)/errors.ts";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

const policy = csp<State>({ useNonce: true });

const guard = define.middleware(async (ctx) => {
  const { workspace, settings } = ctx.state, { headers, method } = ctx.req;
  const refuse = (status: number, reason: string) =>
    ctx.url.pathname.startsWith("/api/") ? errorAnswer(status, reason) : ctx.text(reason, { status });
  if (!isAllowedHost(headers.get("host") ?? ctx.url.host, settings.allowedHosts)) {
    return refuse(421, "Cannot answer: the host name must be one that this server was started for (see --allow-host)");
  }
  const changes = !SAFE_METHODS.includes(method) || headers.get("upgrade")?.toLowerCase() === "websocket";
  if (changes && !isSameOrigin(headers, ctx.url)) {
    return refuse(403, "Cannot change anything: the request must come from this server's own pages");
  }
  if (!ctx.url.pathname.startsWith("/api/")) {
    const decision = workspace.authorize(workspace.actor, "page.read", { projectId: workspace.scope.projectId });
    if (!decision.allowed) return refuse(403, decision.reason);
  }
  const answer = await ctx.next();
  answer.headers.set("referrer-policy", "same-origin");
  return answer;
});

/** Pages run no script but ours. Answers of the API are no pages, and files there have a stricter policy of their own. */
const protectPages = define.middleware((ctx) => ctx.url.pathname.startsWith("/api/") ? ctx.next() : policy(ctx));

export default define.middleware([guard, protectPages]);
