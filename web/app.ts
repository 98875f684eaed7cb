/**
 * The application: what answers which request, in the order it was said.
 * @module
 */
import { STATUS_CODES } from "node:http";
import { Context, type FreshConfig, type WebSocketHandlers } from "./context.ts";
import type {
  AnyContext,
  AnyMiddleware,
  AnyState,
  LayoutConfig,
  Method,
  Middleware,
  Route,
  RouteComponent,
} from "./define.ts";
import { loadFiles } from "./files.ts";
import { HttpError } from "./http_error.ts";
import { joinPath, Router } from "./router.ts";
import { findRoot, openSite } from "./site.ts";
import { call, type Endpoint, endpoint, reportError, routeToMiddleware, Segment, statusOf } from "./tree.ts";

export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>;
export type Handler = (req: Request, info?: Deno.ServeHandlerInfo<Deno.NetAddr>) => Promise<Response>;

/** What the calls on an `App` build up, once, before the first request. */
interface Plan {
  top: Segment;
  router: Router<Endpoint>;
  notFound: AnyMiddleware | null;
}

type Step = (plan: Plan, mountPath: string) => void | Promise<void>;

const unknownPeer: Deno.ServeHandlerInfo<Deno.NetAddr> = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

export class App<State = unknown> {
  readonly config: Required<FreshConfig>;
  #root = findRoot();
  #steps: Step[] = [];
  #ready: Promise<Handler> | null = null;

  constructor(config: FreshConfig = {}) {
    this.config = { basePath: config.basePath?.replace(/\/$/, "") ?? "" };
  }

  /** Middlewares for all routes that come later, or for those below a path. */
  use(...middlewares: Middleware<State>[]): this;
  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(first: string | Middleware<State>, ...rest: Middleware<State>[]): this {
    const [path, middlewares] = typeof first === "string" ? [first, rest] : ["*", [first, ...rest]];
    return this.#do(({ top }, mountPath) => {
      top.along(joinPath(mountPath, path)).at(-1)!.middlewares.push(...middlewares);
    });
  }

  get(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("GET", path, middlewares);
  }
  post(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("POST", path, middlewares);
  }
  put(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("PUT", path, middlewares);
  }
  patch(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("PATCH", path, middlewares);
  }
  delete(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("DELETE", path, middlewares);
  }
  head(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("HEAD", path, middlewares);
  }
  all(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#route("ALL", path, middlewares);
  }

  /** A WebSocket endpoint. */
  ws(path: string, handlers: WebSocketHandlers, options?: Deno.UpgradeWebSocketOptions): this {
    return this.get(path, (ctx) => ctx.upgrade(handlers, options));
  }

  /** A page with its handlers, as a file of `routes/` would be. */
  route(path: string, route: Route<State>): this {
    return this.#route("ALL", path, [routeToMiddleware(route)], route.config);
  }

  layout(path: string, component: RouteComponent<State>, config: LayoutConfig = {}): this {
    return this.#do(({ top }, mountPath) => {
      top.along(joinPath(mountPath, path)).at(-1)!.layout = { component: component, config };
    });
  }

  /** The outermost component: the document with its head. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#do(({ top }, mountPath) => {
      top.along(mountPath).at(-1)!.app = component;
    });
  }

  /** Answers what is thrown below a path: `ctx.error`. */
  onError(handler: Middleware<State> | Route<State>): this;
  onError(path: string, handler: Middleware<State> | Route<State>): this;
  onError(first: string | Middleware<State> | Route<State>, second?: Middleware<State> | Route<State>): this {
    const [path, handler] = typeof first === "string" ? [first, second!] : ["*", first];
    return this.#do(({ top }, mountPath) => {
      top.along(joinPath(mountPath, path)).at(-1)!.onError = toErrorMiddleware(handler);
    });
  }

  /** Answers every 404, instead of the error pages. */
  notFound(handler: Middleware<State> | Route<State>): this {
    return this.#do((plan) => void (plan.notFound = toErrorMiddleware(handler)));
  }

  /** Everything that another app was told, below a path. */
  mountApp(path: string, app: App<State>): this {
    return this.#do(async (plan, mountPath) => {
      for (const step of app.#steps) await step(plan, joinPath(mountPath, path));
    });
  }

  /** The files of `routes/`. */
  fsRoutes(path = "*"): this {
    return this.#do(async (plan, mountPath) => {
      for (const { pattern, chain, route } of await loadFiles(this.#root, plan.top, joinPath(mountPath, path))) {
        this.#add(plan, "ALL", { pattern, chain, leaf: routeToMiddleware(route), config: route.config });
      }
    });
  }

  /** The application as a function. It reads its files at the first request. */
  handler(): Handler {
    return async (req, info = unknownPeer) => (await this.#start())(req, info);
  }

  /** Serves until the server is shut down; on this machine only, unless told another `hostname`. */
  async listen(options: ListenOptions = {}): Promise<void> {
    const handler = await this.#start();
    const server = Deno.serve({
      hostname: "127.0.0.1",
      onListen: ({ hostname, port }) => {
        const host = hostname.includes(":") ? `[${hostname}]` : hostname;
        console.error(`Listening on http://${host}:${port}${this.config.basePath}/`);
      },
      ...options as Deno.ServeTcpOptions,
    }, handler);
    await server.finished;
  }

  #do(step: Step): this {
    this.#steps.push(step);
    return this;
  }

  #route(method: Method | "ALL", path: string, middlewares: Middleware<State>[], config?: LayoutConfig): this {
    return this.#do((plan, mountPath) => {
      const pattern = joinPath(mountPath, path === "*" ? "/*" : path);
      const chain = plan.top.along(pattern);
      const own = new Segment();
      own.middlewares = middlewares.slice(0, -1);
      this.#add(plan, method, {
        pattern,
        chain: [...chain, own],
        leaf: middlewares.at(-1)!,
        config,
      });
    });
  }

  #add(
    plan: Plan,
    method: Method | "ALL",
    { pattern, chain, leaf, config }: {
      pattern: string;
      chain: Segment[];
      leaf: AnyMiddleware;
      config?: LayoutConfig;
    },
  ): void {
    plan.router.add(method, pattern, endpoint(chain, leaf, { config, passNotFound: () => plan.notFound !== null }));
  }

  #start(): Promise<Handler> {
    return this.#ready ??= this.#build();
  }

  async #build(): Promise<Handler> {
    const plan: Plan = { top: new Segment(), router: new Router(), notFound: null };
    const site = openSite(this.#root, this.config.basePath);
    for (const step of this.#steps) await step(plan, this.config.basePath);
    const chain = plan.top.along(this.config.basePath);
    const passNotFound = () => plan.notFound !== null;
    const failing = (status: 404 | 405) =>
      endpoint(chain, () => Promise.reject(new HttpError(status)), { passNotFound });
    const unmatched = { 404: failing(404), 405: failing(405) };
    return async (req, info = unknownPeer) => {
      const url = URL.parse(req.url);
      if (!url) return new Response("Bad Request", { status: 400 }); // the Host header is no name
      if (url.pathname.includes("//")) url.pathname = url.pathname.replace(/\/{2,}/g, "/");
      const match = plan.router.match(req.method, url.pathname);
      const { run, frame } = typeof match === "number" ? unmatched[match] : match.value;
      const { pattern: route, params } = typeof match === "number" ? { pattern: null, params: {} } : match;
      const ctx = new Context<AnyState>(req, { url, info, route, params, site, frame });
      const response = await answer(ctx, run, plan.notFound);
      return req.method === "HEAD" ? withoutBody(response) : response;
    };
  }
}

/** What no error page of the application took is answered in plain words. */
async function answer(
  ctx: AnyContext,
  run: Endpoint["run"],
  notFound: AnyMiddleware | null,
): Promise<Response> {
  try {
    try {
      return await run(ctx);
    } catch (error) {
      if (!notFound || statusOf(error) !== 404) throw error;
      ctx.error = error;
      return await call(notFound, ctx);
    }
  } catch (error) {
    reportError(error, ctx);
    const status = statusOf(error);
    const message = error instanceof HttpError ? error.message : "";
    return new Response(message || STATUS_CODES[status], { status });
  }
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

function toErrorMiddleware<State>(handler: Middleware<State> | Route<State>): AnyMiddleware {
  if (typeof handler === "function") return handler;
  return routeToMiddleware(handler, { isErrorPage: true });
}
