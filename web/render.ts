/**
 * From a page, its layouts and the app wrapper to an HTML answer.
 * @module
 */
import { type FunctionComponent, h, type VNode } from "preact";
import { internalsOf } from "./context.ts";
import type { AnyComponent, AnyContext, AnyState, PageProps } from "./define.ts";
import { PageRendering } from "./page_rendering.ts";

/** Renders an element, or a component with the data of its handler, in the frame of the request's route. */
export async function render(
  ctx: AnyContext,
  content: { vnode: VNode | null } | { component?: AnyComponent; data: unknown },
  init: ResponseInit,
): Promise<Response> {
  const { frame } = internalsOf(ctx);
  const data = "data" in content ? content.data : {};
  const components = [...frame.app ? [frame.app] : [], ...frame.layouts];
  if ("component" in content) {
    if (!content.component) {
      throw new TypeError(`Cannot render ${ctx.route}: its handler returned data, but it has no page`);
    }
    components.push(content.component);
  }
  // From the inside out: what a page puts into the state is there for its layouts.
  let element: VNode | null = "vnode" in content ? content.vnode : null;
  for (const component of components.reverse()) {
    const result = await elementOf(component, pageProps(ctx, data, element));
    if (result instanceof Response) return result;
    element = result;
  }
  return respond(ctx, element, init);
}

function pageProps(ctx: AnyContext, data: unknown, inner: VNode | null): PageProps<unknown, AnyState> {
  const { config, error, info, isPartial, params, req, route, state, url } = ctx;
  return { Component: () => inner, config, data, error, info, isPartial, params, req, route, state, url };
}

/** Async components are called, all others rendered, where they may use hooks. */
async function elementOf(
  component: AnyComponent,
  props: PageProps<unknown, AnyState>,
): Promise<VNode | null | Response> {
  if (component.constructor.name !== "AsyncFunction") {
    return h(component as FunctionComponent, props as unknown as Record<string, never>);
  }
  return await component(props) as VNode | null | Response;
}

function respond(ctx: AnyContext, element: VNode | null, init: ResponseInit): Response {
  const internals = internalsOf(ctx);
  const page = new PageRendering(internals, ctx.url);
  const html = page.document(element);
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", "text/html; charset=utf-8");
  for (const url of page.preloads()) headers.append("link", `<${url}>; rel="modulepreload"`);
  if (internals.nonce) internals.nonceUsed = true;
  return new Response(html, { ...init, headers });
}
