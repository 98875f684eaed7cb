/**
 * `fresh`: the part of Fresh 2's public API that this application uses, on npm packages and Deno alone.
 * @module
 */
export { App, type Handler, type ListenOptions } from "./app.ts";
export { Context, type FreshConfig, type ResolvedFreshConfig, type WebSocketHandlers } from "./context.ts";
export type { Context as FreshContext } from "./context.ts";
export { csp, type CSPOptions } from "./csp.ts";
export {
  createDefine,
  type Define,
  type HandlerByMethod,
  type HandlerFn,
  type LayoutConfig,
  type Method,
  type Middleware,
  type MiddlewareFn,
  page,
  type PageProps,
  type PageResponse,
  type RouteConfig,
  type RouteHandler,
} from "./define.ts";
export { HttpError } from "./http_error.ts";
export { staticFiles } from "./static.ts";
