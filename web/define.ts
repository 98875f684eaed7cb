/**
 * What routes are made of: handlers, pages, layouts, middlewares, and the helpers that give them their types.
 * @module
 */
import type { ComponentChildren, FunctionComponent } from "preact";
import type { Context, ResolvedFreshConfig } from "./context.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS";

/** What a handler hands to the page of its route. */
export interface PageResponse<Data> {
  data: Data;
  status?: number;
  headers?: HeadersInit;
}

type Awaitable<T> = T | Promise<T>;

/** Answers by calling `ctx.next()` or on its own. May also return (a promise of) another middleware, loaded lazily. */
export type Middleware<State = unknown> = (ctx: Context<State>) => Awaitable<Response | Middleware<State>>;
export type MiddlewareFn<State = unknown> = Middleware<State>;

export type HandlerFn<Data = unknown, State = unknown> = (
  ctx: Context<State>,
) => Awaitable<Response | PageResponse<Data>>;
export type HandlerByMethod<Data = unknown, State = unknown> = { [M in Method]?: HandlerFn<Data, State> };
export type RouteHandler<Data = unknown, State = unknown> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** Props of pages, layouts, error pages and the app wrapper. */
export interface PageProps<Data = unknown, State = unknown> {
  Component: FunctionComponent;
  config: ResolvedFreshConfig;
  data: Data;
  error: unknown;
  info: Deno.ServeHandlerInfo<Deno.NetAddr>;
  isPartial: boolean;
  params: Record<string, string>;
  req: Request;
  route: string | null;
  state: State;
  url: URL;
}

/** Only components declared `async` are awaited, and only those may return a Response. */
// deno-lint-ignore no-explicit-any -- data differs from route to route; `define.page` checks it where it is known
export type RouteComponent<State = unknown, Data = any> = (
  props: PageProps<Data, State>,
) => Awaitable<ComponentChildren | Response>;

export interface LayoutConfig {
  skipInheritedLayouts?: boolean;
  skipAppWrapper?: boolean;
}

export interface RouteConfig extends LayoutConfig {
  /** URL pattern instead of the one that follows from the file's path. */
  routeOverride?: string;
}

export interface Route<State = unknown> {
  component?: RouteComponent<State>;
  handler?: RouteHandler<unknown, State>;
  handlers?: RouteHandler<unknown, State>;
  config?: RouteConfig;
}

/**
 * What the adapter itself passes around: it knows nothing of an application's state.
 */
// deno-lint-ignore no-explicit-any -- unknown would not do: middlewares take a state, contexts give one
export type AnyState = any;
export type AnyContext = Context<AnyState>;
export type AnyMiddleware = Middleware<AnyState>;
export type AnyComponent = RouteComponent<AnyState>;
export type AnyRoute = Route<AnyState>;

/** The data of `page()` among the results of a handler. */
type DataOf<Result> = Result extends PageResponse<infer Data> ? Data : never;
type PageData<Handler> = Handler extends (...args: never[]) => infer Result ? DataOf<Awaited<Result>>
  : { [M in keyof Handler]: PageData<Handler[M]> }[keyof Handler];

export interface Define<State> {
  handlers<Handler extends RouteHandler<unknown, State>>(handler: Handler): Handler;
  page<Handler = never, Data = [Handler] extends [never] ? unknown : PageData<Handler>>(
    component: RouteComponent<State, Data>,
  ): RouteComponent<State, Data>;
  layout(component: RouteComponent<State, unknown>): RouteComponent<State, unknown>;
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): M;
}

const same = <T>(value: T): T => value;

/** Helpers that return what they are given and only tell TypeScript what it is. */
export function createDefine<State>(): Define<State> {
  return { handlers: same, page: same, layout: same, middleware: same };
}

/** Hands `data` to the page of this route, with a status and headers of the answer. */
export function page<Data = undefined>(
  data?: Data,
  init: { status?: number; headers?: HeadersInit } = {},
): PageResponse<Data> {
  return { data: data as Data, status: init.status, headers: init.headers };
}
