/**
 * Folders of routes: what is registered on a path holds for the routes below it that are registered later.
 * @module
 */
import { type Frame, internalsOf } from "./context.ts";
import type { AnyComponent, AnyContext, AnyMiddleware, AnyRoute, LayoutConfig, Method } from "./define.ts";
import { HttpError } from "./http_error.ts";
import { render } from "./render.ts";

export class Segment {
  middlewares: AnyMiddleware[] = [];
  layout: { component: AnyComponent; config: LayoutConfig } | null = null;
  app: AnyComponent | null = null;
  onError: AnyMiddleware | null = null;
  #children = new Map<string, Segment>();

  /** The segments from this one down along a path such as "/sub/:id". */
  along(path: string): Segment[] {
    const chain: Segment[] = [this];
    for (const name of path.split("/").filter((name) => name !== "" && name !== "*")) {
      chain.push(chain.at(-1)!.#child(name));
    }
    return chain;
  }

  #child(name: string): Segment {
    const child = this.#children.get(name) ?? new Segment();
    this.#children.set(name, child);
    return child;
  }
}

/** A route made ready: its frame for pages, and its middlewares, error pages and handler in one function. */
export interface Endpoint {
  frame: Frame;
  run: (ctx: AnyContext) => Promise<Response>;
}

export interface EndpointOptions {
  config?: LayoutConfig;
  /** 404s pass by the error pages, for the application's own `notFound` handler. */
  passNotFound: () => boolean;
}

export function endpoint(
  chain: Segment[],
  leaf: AnyMiddleware,
  { config = {}, passNotFound }: EndpointOptions,
): Endpoint {
  let run = (ctx: AnyContext) => call(leaf, ctx);
  for (let i = chain.length - 1; i >= 0; i--) {
    run = sequence(chain[i].middlewares, run);
    const { onError } = chain[i];
    if (onError) run = guarded(run, onError, { frame: frameOf(chain.slice(0, i + 1)), passNotFound });
  }
  return { frame: frameOf(chain, config), run };
}

function frameOf(chain: Segment[], config: LayoutConfig = {}): Frame {
  let frame: Frame = { app: null, layouts: [] };
  for (const segment of chain) {
    if (segment.app) frame = { ...frame, app: segment.app };
    if (!segment.layout) continue;
    frame = reduced(frame, segment.layout.config);
    frame.layouts.push(segment.layout.component);
  }
  return reduced(frame, config);
}

const reduced = (frame: Frame, config: LayoutConfig): Frame => ({
  app: config.skipAppWrapper ? null : frame.app,
  layouts: config.skipInheritedLayouts ? [] : [...frame.layouts],
});

/** Runs middlewares left to right; each may call `ctx.next()` for what follows. */
function sequence(middlewares: AnyMiddleware[], last: Endpoint["run"]): Endpoint["run"] {
  return middlewares.reduceRight<Endpoint["run"]>((next, middleware) => (ctx) => {
    ctx.next = () => next(ctx);
    return call(middleware, ctx);
  }, last);
}

export async function call(middleware: AnyMiddleware, ctx: AnyContext): Promise<Response> {
  const result = await middleware(ctx);
  return typeof result === "function" ? call(result, ctx) : result;
}

function guarded(
  run: Endpoint["run"],
  onError: AnyMiddleware,
  { frame, passNotFound }: { frame: Frame; passNotFound: () => boolean },
): Endpoint["run"] {
  return async (ctx) => {
    try {
      return await run(ctx);
    } catch (error) {
      if (statusOf(error) === 404 && passNotFound()) throw error;
      reportError(error, ctx);
      ctx.error = error;
      internalsOf(ctx).frame = frame;
      return await call(onError, ctx);
    }
  };
}

export const statusOf = (error: unknown): number => error instanceof HttpError ? error.status : 500;

/** What a user may see of an error is decided by pages; the log has all of it, but for work that ends as nobody waits for it. */
export function reportError(error: unknown, { req }: { req: Request }): void {
  if (statusOf(error) >= 500 && !req.signal.aborted) console.error(error);
}

/**
 * A route as a middleware: its handler, then its page with the handler's data. An error page answers every method, with
 * the status of what was thrown.
 */
export function routeToMiddleware(route: AnyRoute, { isErrorPage = false } = {}): AnyMiddleware {
  const handler = route.handler ?? route.handlers;
  const { component } = route;
  return async (ctx) => {
    const { method } = ctx.req;
    const answer = typeof handler === "function"
      ? handler
      : handler?.[method as Method] ?? (method === "HEAD" ? handler?.GET : undefined);
    const showsPage = component && (isErrorPage || handler === undefined || method === "GET" || method === "HEAD");
    if (!answer && !showsPage) throw new HttpError(404);
    const result = answer ? await answer(ctx) : { data: {} };
    if (result instanceof Response) return result;
    const { data, headers, status = isErrorPage ? statusOf(ctx.error) : 200 } = result;
    return await render(ctx, { component, data }, { status, headers });
  };
}
