/**
 * What server rendering and the browser share without showing it to applications.
 * @module
 */

/** Written around the children of `<Head>`, from where the renderer moves them into the document's head. */
export const HEAD_START = "<!--frsh:head-->";
export const HEAD_END = "<!--/frsh:head-->";

/** The beginning of the comment before a `<Partial>`. */
export const PARTIAL_START = "<!--frsh:partial:";

/** Ids of elements that carry data to the browser. */
export const DATA_ID = "frsh-islands";
export const slotTemplateId = (slot: number | "" = "") => `frsh-slot-${slot}`;

/** Query parameter that makes the URL of a static file change with the files, so that it can be cached for good. */
export const CACHE_KEY = "__frsh_c";

const build = { id: "" };

/** Set once by the server when it has read its files, and once by the browser from the page's data. */
export function setBuildId(id: string): void {
  build.id = id;
}

export function buildId(): string {
  return build.id;
}

/** The island code of a page, its props (devalue), and the id of the static files. */
export interface PageData {
  islands: [url: string, exportName: string][];
  props: unknown[];
  buildId: string;
  /** URL of the application's own client module, if it has one. */
  client: string | null;
}
