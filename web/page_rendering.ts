/**
 * One page on its way to HTML: what its elements turn into, and which scripts it needs.
 * @module
 */
import { h, options, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Internals } from "./context.ts";
import { moveHeads } from "./head.ts";
import { IslandBoundary, islandOf, IslandsOfPage, Slot } from "./islands.ts";
import { asset, assetSrcSet } from "./runtime.ts";
import { buildId, DATA_ID, type PageData, PARTIAL_START, slotTemplateId } from "./shared.ts";
import type { Chunk } from "./site.ts";

type Attributes = Record<string, unknown>;

/** Precompiled JSX leaves out the value. The same words within the value of another attribute stay as they are. */
const bareClientNav = /(<[a-z][^\s<>"]*(?:\s+[^\s<>="]+(?:="[^"]*")?)*?\s+f-client-nav)(?=[\s>])/g;

/** One synchronous pass of the renderer over a page; the hook below looks at every element on the way. */
export class PageRendering {
  readonly #islands = new IslandsOfPage();
  #hasPartials = false;
  readonly #internals: Internals;
  readonly #url: URL;

  constructor(internals: Internals, url: URL) {
    this.#internals = internals;
    this.#url = url;
  }

  /** The whole HTML document, with scripts and stylesheets. */
  document(element: VNode | null): string {
    let html = this.#renderToString(element);
    if (!/^\s*<html[\s>]/i.test(html)) html = `<html><head><meta charset="utf-8"/></head><body>${html}</body></html>`;
    this.#hasPartials = html.includes(PARTIAL_START);
    if (html.includes(" f-client-nav")) html = html.replace(bareClientNav, '$1="true"');
    const scripts = this.#scripts();
    html = moveHeads(html, this.#internals.site.manifest?.styles.map((file) => this.#fileUrl(file)) ?? []);
    const end = html.lastIndexOf("</body>");
    return "<!DOCTYPE html>" + (end < 0 ? html + scripts : html.slice(0, end) + scripts + html.slice(end));
  }

  #renderToString(element: VNode | null): string {
    const outer = current;
    current = this;
    try {
      return element === null ? "" : renderToString(element);
    } finally {
      current = outer;
    }
  }

  /** Called for every element before it is rendered. */
  rewrite(vnode: VNode): void {
    const { type, props } = originals.get(vnode) ?? vnode;
    const island = islandOf(type);
    if (island) {
      originals.set(vnode, { type, props });
      vnode.props = { page: this.#islands, island, props, render: type } as never;
      vnode.type = IslandBoundary as never;
    } else if (typeof type === "string") {
      const more = this.#attributes(type, props as Attributes);
      if (vnode.key != null && headElements.has(type)) more["data-key"] = vnode.key;
      const isPlain = Object.keys(more).length === 0;
      if (!isPlain) originals.set(vnode, { type, props });
      vnode.props = isPlain ? props : { ...props, ...more } as never;
    }
  }

  #attributes(type: string, props: Attributes): Attributes {
    if (type === "a" && typeof props.href === "string") return linkState(props.href, this.#url);
    if ((type === "script" || type === "style") && this.#internals.nonce && props.nonce === undefined) {
      return { nonce: this.#internals.nonce };
    }
    if ((type !== "img" && type !== "source") || "data-fresh-disable-lock" in props) return {};
    const more: Attributes = {};
    if (typeof props.src === "string") more.src = asset(props.src);
    if (typeof props.srcset === "string") more.srcset = assetSrcSet(props.srcset);
    return more;
  }

  #fileUrl(file: string): string {
    return `${this.#internals.site.config.basePath}/${file}`;
  }

  /** What brings islands to life and follows links within the page; nothing for a page that has neither. */
  #scripts(): string {
    if (!this.#needsScripts()) return "";
    const templates = this.#unusedSlots();
    const props = this.#islands.serialize();
    const nonce = this.#internals.nonce ? ` nonce="${this.#internals.nonce}"` : "";
    const chunks = this.#chunks();
    if (!chunks) return `${templates}<script${nonce}>console.warn("Islands stay still: run deno task build")</script>`;
    const client = this.#internals.site.manifest!.client;
    const data: Omit<PageData, "props"> = {
      islands: this.#islands.used.map(({ island }, i) => [this.#fileUrl(chunks.islands[i].file), island.exportName]),
      buildId: buildId(),
      client: client && this.#fileUrl(client),
    };
    const json = `{"props":${props},${JSON.stringify(data).slice(1)}`.replaceAll("<", "\\u003c");
    return `${templates}<script type="application/json" id="${DATA_ID}">${json}</script>` +
      `<script type="module" src="${this.#fileUrl(chunks.start.file)}"${nonce}></script>`;
  }

  #needsScripts(): boolean {
    return this.#islands.used.length > 0 || this.#hasPartials;
  }

  /** JSX that an island was given and does not show yet; rendering it may bring more islands and slots. */
  #unusedSlots(): string {
    let html = "";
    for (let id = 0; id < this.#islands.slots.length; id++) {
      if (this.#islands.slots[id].rendered) continue;
      const content = this.#renderToString(h(Slot, { page: this.#islands, id }) as VNode);
      html += `<template id="${slotTemplateId(id)}">${content}</template>`;
    }
    return html;
  }

  /** null when there is no build, or one from before an island was added. */
  #chunks(): { start: Chunk; islands: Chunk[] } | null {
    const { manifest } = this.#internals.site;
    if (!manifest) return null;
    const islands = this.#islands.used.map(({ island }) => manifest.islands[island.source]);
    return islands.includes(undefined!)
      ? null
      : { start: this.#hasPartials ? manifest.partials : manifest.runtime, islands };
  }

  /** Modules that the browser will need, to be fetched all at once instead of one after another. */
  preloads(): Set<string> {
    const chunks = this.#needsScripts() ? this.#chunks() : null;
    const files = chunks ? [chunks.start, ...chunks.islands].flatMap(({ file, imports }) => [file, ...imports]) : [];
    return new Set(files.map((file) => this.#fileUrl(file)));
  }
}

/** What elements were before they were rewritten: one that is kept in a constant is rendered on many pages. */
const originals = new WeakMap<VNode, Pick<VNode, "type" | "props">>();

const headElements = new Set(["title", "meta", "link", "style", "script", "base", "noscript", "template"]);

/** Marks links to the page itself and to what lies above it, for styles. */
function linkState(href: string, url: URL): Record<string, string> {
  if (!href.startsWith("/")) return {};
  const link = URL.parse(href, url);
  if (!link) return {};
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
