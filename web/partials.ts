/**
 * Follows links under `f-client-nav` without loading a page: what the answer has of `<Partial>` regions takes the place
 * of those on the page. Only pages with such regions load this module.
 * @module
 */
import { startIslands, stopIslands } from "./client.ts";
import { commentsIn, contentOf, marker } from "./markers.ts";

/** Regions by name, with the comment that starts them and how new content comes in. */
function partialsIn(root: Node): Map<string, { start: Comment; mode: number }> {
  const found = new Map<string, { start: Comment; mode: number }>();
  for (const start of commentsIn([root])) {
    const [name, mode] = marker(start, "partial")?.split(":") ?? [];
    if (name !== undefined) found.set(name, { start, mode: Number(mode) });
  }
  return found;
}

/** @returns false when the answer is no page with a region that is here as well. */
async function exchange(href: string): Promise<boolean> {
  const url = new URL(href);
  url.searchParams.set("fresh-partial", "true");
  const response = await fetch(url);
  if (response.redirected || !response.headers.get("content-type")?.startsWith("text/html")) return false;
  const source = new DOMParser().parseFromString(await response.text(), "text/html");
  const here = partialsIn(document.body);
  const inserted: Node[] = [];
  for (const [name, { start, mode }] of partialsIn(source.body)) {
    const target = here.get(name);
    if (!target) continue;
    const { nodes: old, end } = contentOf(target.start);
    const { nodes } = contentOf(start);
    if (mode === 0) {
      stopIslands(old);
      contentOf(target.start).nodes.forEach((node) => node.parentNode!.removeChild(node));
    }
    const before = mode === 2 ? target.start.nextSibling : end;
    nodes.forEach((node) => end.parentNode!.insertBefore(node, before));
    inserted.push(...nodes);
  }
  if (inserted.length === 0) return false;
  document.title = source.title;
  startIslands(inserted, source);
  return true;
}

async function visit(href: string, { isNew }: { isNew: boolean }): Promise<void> {
  const done = await exchange(href).catch(() => false);
  if (!done) location.assign(href);
  else if (isNew) history.pushState(null, "", href);
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const region = link?.closest("[f-client-nav]");
  if (!link || !region || region.getAttribute("f-client-nav") === "false" || event.defaultPrevented) return;
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || (link.target && link.target !== "_self") || link.hasAttribute("download")) {
    return;
  }
  if (link.hash && link.pathname + link.search === location.pathname + location.search) return;
  event.preventDefault();
  visit(link.href, { isNew: true });
});
addEventListener("popstate", () => void visit(location.href, { isNew: false }));
