/**
 * From a page and its layouts to an HTML answer.
 * @module
 */
import { type FunctionComponent, h, options, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { type Internals, internalsOf } from "./context.ts";
import type { AnyComponent, AnyContext, AnyState, PageProps } from "./define.ts";
import { moveHeads } from "./head.ts";
import { IslandBoundary, islandOf, IslandsOfPage, Slot } from "./islands.ts";
import { asset, assetSrcSet } from "./runtime.ts";
import type { Chunk } from "./site.ts";
import { buildId, DATA_ID, type PageData, slotTemplateId } from "./shared.ts";

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
  let html = page.renderToString(element);
  if (!/^\s*<html[\s>]/i.test(html)) html = `<html><head><meta charset="utf-8"/></head><body>${html}</body></html>`;
  const scripts = page.scripts();
  html = moveHeads(html, internals.site.manifest?.styles.map((file) => page.fileUrl(file)) ?? []);
  const end = html.lastIndexOf("</body>");
  html = "<!DOCTYPE html>" + (end < 0 ? html + scripts : html.slice(0, end) + scripts + html.slice(end));
  const headers = new Headers(init.headers);
  if (!headers.has("content-type")) headers.set("content-type", "text/html; charset=utf-8");
  for (const url of page.preloads()) headers.append("link", `<${url}>; rel="modulepreload"`);
  if (internals.nonce) internals.nonceUsed = true;
  return new Response(html, { ...init, headers });
}

/** One synchronous pass of the renderer over a page; the hook below looks at every element on the way. */
class PageRendering {
  readonly islands = new IslandsOfPage();
  readonly #internals: Internals;
  readonly #url: URL;

  constructor(internals: Internals, url: URL) {
    this.#internals = internals;
    this.#url = url;
  }

  renderToString(element: VNode | null): string {
    const outer = current;
    current = this;
    try {
      return element === null ? "" : renderToString(element);
    } finally {
      current = outer;
    }
  }

  rewrite(vnode: VNode): void {
    const { type, props } = vnode;
    const island = islandOf(type);
    if (island) {
      vnode.props = { page: this.islands, island, props, render: type } as never;
      vnode.type = IslandBoundary as never;
    } else if (typeof type === "string") {
      const more = this.#attributes(type, props as Record<string, unknown>);
      if (vnode.key != null && headElements.has(type)) more["data-key"] = vnode.key;
      vnode.props = { ...props, ...more } as never;
    }
  }

  #attributes(type: string, props: Record<string, unknown>): Record<string, unknown> {
    if (type === "a" && typeof props.href === "string") return linkState(props.href, this.#url);
    if ((type === "script" || type === "style") && this.#internals.nonce && props.nonce === undefined) {
      return { nonce: this.#internals.nonce };
    }
    if ((type !== "img" && type !== "source") || "data-fresh-disable-lock" in props) return {};
    const more: Record<string, unknown> = {};
    if (typeof props.src === "string") more.src = asset(props.src);
    if (typeof props.srcset === "string") more.srcset = assetSrcSet(props.srcset);
    return more;
  }

  fileUrl(file: string): string {
    return `${this.#internals.site.config.basePath}/${file}`;
  }

  /** What brings the islands to life; nothing for a page without islands. */
  scripts(): string {
    if (this.islands.used.length === 0) return "";
    const templates = this.#unusedSlots();
    const nonce = this.#internals.nonce ? ` nonce="${this.#internals.nonce}"` : "";
    const { manifest } = this.#internals.site;
    const props = this.islands.serialize();
    if (!manifest) {
      return `${templates}<script${nonce}>console.warn("Islands stay still: run deno task build")</script>`;
    }
    const data: Omit<PageData, "props"> = {
      islands: this.islands.used.map((
        { island },
      ) => [this.fileUrl(this.#chunk(island.source).file), island.exportName]),
      buildId: buildId(),
      client: manifest.client && this.fileUrl(manifest.client),
    };
    const json = `{"props":${props},${JSON.stringify(data).slice(1)}`.replaceAll("<", "\\u003c");
    return `${templates}<script type="application/json" id="${DATA_ID}">${json}</script>` +
      `<script type="module" src="${this.fileUrl(manifest.runtime.file)}"${nonce}></script>`;
  }

  /** JSX that an island was given and does not show yet; rendering it may bring more islands and slots. */
  #unusedSlots(): string {
    let html = "";
    for (let id = 0; id < this.islands.slots.length; id++) {
      if (this.islands.slots[id].rendered) continue;
      const content = this.renderToString(h(Slot, { page: this.islands, id }) as VNode);
      html += `<template id="${slotTemplateId(id)}">${content}</template>`;
    }
    return html;
  }

  #chunk(source: string): Chunk {
    const chunk = this.#internals.site.manifest!.islands[source];
    if (!chunk) throw new Error(`Cannot find the browser code of ${source}: it must be built (run deno task build)`);
    return chunk;
  }

  /** Modules that the browser will need, to be fetched all at once instead of one after another. */
  preloads(): Set<string> {
    const { manifest } = this.#internals.site;
    if (!manifest || this.islands.used.length === 0) return new Set();
    const chunks = [manifest.runtime, ...this.islands.used.map(({ island }) => this.#chunk(island.source))];
    const files = chunks.flatMap(({ file, imports }) => [file, ...imports]);
    return new Set(files.map((file) => this.fileUrl(file)));
  }
}

const headElements = new Set(["title", "meta", "link", "style", "script", "base", "noscript", "template"]);

/** Marks links to the page itself and to what lies above it, for styles. */
function linkState(href: string, url: URL): Record<string, string> {
  if (!href.startsWith("/")) return {};
  const link = new URL(href, url);
  if (link.pathname === url.pathname && link.search === url.search) {
    return { "data-current": "true", "aria-current": "page" };
  }
  const isAncestor = link.pathname !== "/" && `${url.pathname}/`.startsWith(link.pathname.replace(/\/?$/, "/"));
  return isAncestor ? { "data-ancestor": "true", "aria-current": "true" } : {};
}

let current: PageRendering | null = null;

/** Preact's hook before an element is rendered. Its name is mangled, and is what devtools and signals use as well. */
const hooks = options as typeof options & { __b?: (vnode: VNode) => void };
const before = hooks.__b;
hooks.__b = (vnode) => {
  current?.rewrite(vnode);
  before?.(vnode);
};
