/**
 * `fresh/runtime`: what pages and islands use, on the server and in the browser.
 * @module
 */
import { type ComponentChildren, Fragment, h, isValidElement, toChildArray, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { useEffect } from "preact/hooks";
import { buildId, CACHE_KEY, HEAD_END, HEAD_START, PARTIAL_START } from "./shared.ts";

export { HttpError } from "./http_error.ts";

/** True in the browser, false while the server renders. */
export const IS_BROWSER: boolean = typeof document !== "undefined";

/** The URL of a file of `static/` with a key that changes when the files change, so that browsers keep it for good. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//") || path.includes(CACHE_KEY) || buildId() === "") return path;
  const [, url, hash] = path.match(/^([^#]*)(.*)$/s)!;
  return `${url}${url.includes("?") ? "&" : "?"}${CACHE_KEY}=${buildId()}${hash}`;
}

/** `asset()` for each URL of a `srcset` attribute. */
export function assetSrcSet(srcset: string): string {
  if (srcset.includes("(")) return srcset; // an expression such as url(...): not a list of plain URLs
  return srcset.split(",").map((candidate) => candidate.replace(/\S+/, (path) => asset(path))).join(",");
}

/** Puts its children into the document's head, from wherever it stands in the page or in an island. */
export function Head({ children }: { children?: ComponentChildren }): VNode | null {
  useEffect(() => toChildArray(children).forEach(putIntoHead), [children]);
  return IS_BROWSER ? null : jsxTemplate([HEAD_START, HEAD_END], h(Fragment, null, children));
}

/** The same element is the one with this key, else this id, else (of a `<meta>`) this name. */
function putIntoHead(child: unknown): void {
  if (!isValidElement(child) || typeof child.type !== "string") return;
  const { children, ...attributes } = child.props as Record<string, unknown>;
  const text = toChildArray(children as ComponentChildren).join("");
  if (child.type === "title") return void (document.title = text);
  const find = (name: string, value: unknown) =>
    value == null ? null : document.head.querySelector(`${child.type}[${name}=${CSS.escape(String(value))}]`);
  const element = find("data-key", child.key) ?? find("id", attributes.id) ??
    (child.type === "meta" ? find("name", attributes.name) : null) ??
    document.head.appendChild(document.createElement(child.type));
  if (child.key != null) attributes["data-key"] = child.key;
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  if (text) element.textContent = text;
}

export interface PartialProps {
  name: string;
  mode?: "replace" | "append" | "prepend";
  children?: ComponentChildren;
}

/** A region that links under `f-client-nav` exchange without loading a page. */
export function Partial({ name, mode = "replace", children }: PartialProps): VNode {
  if (IS_BROWSER) return h(Fragment, null, children);
  const order = ["replace", "append", "prepend"].indexOf(mode);
  return jsxTemplate(
    [`${PARTIAL_START}${encodeURIComponent(name)}:${order}:-->`, "<!--/frsh:partial-->"],
    h(Fragment, null, children),
  );
}
