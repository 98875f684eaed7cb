/**
 * The one object that the middlewares, handlers and pages of a request share.
 * @module
 */
import type { VNode } from "preact";
import type { AnyComponent, AnyContext } from "./define.ts";
import { HttpError } from "./http_error.ts";
import { render } from "./render.ts";
import type { Site } from "./site.ts";

export interface FreshConfig {
  /** Path below which all routes lie, without a trailing slash. */
  basePath?: string;
}

export interface ResolvedFreshConfig {
  root: string;
  basePath: string;
  mode: "development" | "production";
  trustProxy: boolean;
}

export interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event | ErrorEvent): void;
}

/** What a page is rendered into: the app wrapper (none: a bare document) and the layouts, outermost first. */
export interface Frame {
  app: AnyComponent | null;
  layouts: AnyComponent[];
}

/** What belongs to a request and is no business of the application's. */
export interface Internals {
  site: Site;
  frame: Frame;
  /** For inline scripts and styles, when a Content-Security-Policy asks for one. */
  nonce: string | null;
  nonceUsed: boolean;
}

const internals = new WeakMap<AnyContext, Internals>();

export function internalsOf(ctx: AnyContext): Internals {
  return internals.get(ctx)!;
}

const encoder = new TextEncoder();

export class Context<State = unknown> {
  readonly config: ResolvedFreshConfig;
  readonly req: Request;
  readonly url: URL;
  readonly params: Record<string, string>;
  /** Starts as `{}`: fill it, never replace it. */
  readonly state: State = {} as State;
  /** The pattern of the matched route. */
  readonly route: string | null;
  readonly info: Deno.ServeHandlerInfo<Deno.NetAddr>;
  readonly isPartial: boolean;
  /** What was thrown, on an error page. */
  error: unknown = null;
  /** Runs what comes after this middleware. */
  next: () => Promise<Response> = () => Promise.reject(new HttpError(404));

  constructor(
    req: Request,
    init: {
      url: URL;
      info: Deno.ServeHandlerInfo<Deno.NetAddr>;
      route: string | null;
      params: Record<string, string>;
      site: Site;
      frame: Frame;
    },
  ) {
    this.req = req;
    this.url = init.url;
    this.info = init.info;
    this.route = init.route;
    this.params = init.params;
    this.config = init.site.config;
    this.isPartial = init.url.searchParams.has("fresh-partial");
    internals.set(this, { site: init.site, frame: init.frame, nonce: null, nonceUsed: false });
  }

  /** Renders an element within the layouts and the app wrapper of the route. */
  render(vnode: VNode | null, init: ResponseInit = {}): Promise<Response> {
    return render(this, { vnode }, init);
  }

  /** Repeated slashes of a local path become one, so that `//host` never leads elsewhere. */
  redirect(pathOrUrl: string, status = 302): Response {
    let location = pathOrUrl;
    if (location.startsWith("/")) {
      const query = location.search(/[?#]|$/);
      location = location.slice(0, query).replace(/[\\/]{2,}/g, "/") + location.slice(query);
    }
    return new Response(null, { status, headers: { location } });
  }

  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  html(content: string, init?: ResponseInit): Response {
    return new Response(content, withType(init, "text/html; charset=utf-8"));
  }

  // deno-lint-ignore no-explicit-any -- as Response.json takes it
  json(content: any, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Sends what an (async) iterable, or a function that makes one, yields; text as UTF-8. */
  stream<T extends string | Uint8Array>(
    source: AsyncIterable<T> | Iterable<T> | (() => AsyncIterable<T> | Iterable<T>),
    init?: ResponseInit,
  ): Response {
    const chunks = typeof source === "function" ? source() : source;
    const body = ReadableStream.from(chunks).pipeThrough(
      new TransformStream<T, Uint8Array<ArrayBuffer>>({
        transform(chunk, controller) {
          controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : new Uint8Array(chunk));
        },
      }),
    );
    return new Response(body, init);
  }

  /** Turns the request into a WebSocket: with handlers gives the answer to return, else the socket beside it. */
  upgrade(handlers: WebSocketHandlers, options?: Deno.UpgradeWebSocketOptions): Response;
  upgrade(options?: Deno.UpgradeWebSocketOptions): Deno.WebSocketUpgrade;
  upgrade(
    first: WebSocketHandlers | Deno.UpgradeWebSocketOptions = {},
    options: Deno.UpgradeWebSocketOptions = {},
  ): Response | Deno.WebSocketUpgrade {
    if (this.req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      throw new HttpError(400, "Expected a WebSocket upgrade request");
    }
    const managed = Object.values(first).some((value) => typeof value === "function");
    const upgrade = Deno.upgradeWebSocket(this.req, managed ? options : first as Deno.UpgradeWebSocketOptions);
    if (!managed) return upgrade;
    const { socket, response } = upgrade;
    const handlers = first as WebSocketHandlers;
    socket.onopen = () => handlers.open?.(socket);
    socket.onmessage = (event) => handlers.message?.(socket, event);
    socket.onclose = (event) => handlers.close?.(socket, event.code, event.reason);
    socket.onerror = (event) => handlers.error?.(socket, event);
    return response;
  }
}

function withType(init: ResponseInit | undefined, type: string): ResponseInit {
  const headers = new Headers(init?.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return { ...init, headers };
}
