/**
 * Brings the islands of a server-rendered page to life. This is the module a page with islands loads; it loads theirs.
 *
 * The server left comments around each island and around the JSX that islands were given (slots), and the props of all
 * islands in one data block. What stands in a slot is turned back into virtual nodes, so that an island can show, hide
 * and move it; islands within it become components of the same tree.
 * @module
 */
import {
  type ComponentChildren,
  type ComponentType,
  type ContainerNode,
  Fragment,
  h,
  hydrate,
  render,
  type VNode,
} from "preact";
import { useEffect, useState } from "preact/hooks";
import { computed, signal } from "@preact/signals";
import { commentsIn, contentOf, marker, rangeAsParent } from "./markers.ts";
import { readProps } from "./read_props.ts";
import { DATA_ID, type PageData, setBuildId, slotTemplateId } from "./shared.ts";

type Component = ComponentType<Record<string, unknown>>;

/** What islands that stand on their own were rendered into. */
const roots = new Map<Comment, ContainerNode>();

/** The islands of one document: the page itself, or one that parts of were fetched. */
class Islands {
  readonly #urls: PageData["islands"];
  readonly #components: Component[] = [];
  readonly #loading: Promise<Component>[] = [];
  readonly #slots = new Map<number, ComponentChildren>();
  readonly #props: Record<string, unknown>[];

  constructor(data: PageData) {
    this.#urls = data.islands;
    const Slot = ({ id }: { id: number }) => h(Fragment, null, this.#slots.get(id));
    this.#props = readProps(data.props, {
      Slot: ({ id }: { id: number }) => h(Slot, { id }),
      Computed: ({ value }: { value: unknown }) => computed(() => value),
      Signal: ({ value }: { value: unknown }) => signal(value),
      Bytes: ({ base64 }: { base64: string }) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
    }) as Record<string, unknown>[];
  }

  /** Remembers the content of slots, before anything is hydrated and takes the comments away. */
  readSlots(nodes: Node[]): void {
    for (const comment of commentsIn(nodes)) {
      const slot = marker(comment, "slot");
      if (slot !== null) this.#slots.set(parseInt(slot), this.#toVirtual(contentOf(comment).nodes));
    }
  }

  /** An island waits for its own code and for that of the islands within its slots, not for the rest of the page. */
  hydrate(nodes: Node[]): void {
    for (const { comment, indexes } of standingIslands(nodes)) {
      const { nodes, end } = contentOf(comment);
      Promise.all(indexes.map((index) => this.#load(index))).then(() => {
        const parent = rangeAsParent(nodes, end);
        roots.set(comment, parent);
        hydrate(this.#island(indexes[0]), parent);
      });
    }
  }

  #load(index: number): Promise<Component> {
    const [url, exportName] = this.#urls[index];
    return this.#loading[index] ??= import(/* @vite-ignore */ url).then((module) =>
      this.#components[index] = module[exportName]
    );
  }

  #island(index: number): VNode {
    return h(this.#components[index], this.#props[index]) as VNode;
  }

  /** Only one from a template can be here before its code is; where there is markup to take over, the island waited. */
  readonly #Nested = ({ index }: { index: number }): VNode | null => {
    const [, rerender] = useState(false);
    const isLoaded = index in this.#components;
    useEffect(() => void (isLoaded || this.#load(index).then(() => rerender(true))), [index]);
    return isLoaded ? this.#island(index) : null;
  };

  #toVirtual(nodes: Node[]): ComponentChildren[] {
    const children: ComponentChildren[] = [];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      if (marker(node, "island") !== null) {
        children.push(h(this.#Nested, { index: indexOf(node) }));
        i = nodes.indexOf(contentOf(node as Comment).end, i);
      } else if (node instanceof Element) {
        children.push(h(node.localName, attributesOf(node), ...this.#toVirtual([...node.childNodes])));
      } else if (node instanceof Text) {
        children.push(node.data);
      }
    }
    return children;
  }
}

const indexOf = (islandStart: Node) => Number(marker(islandStart, "island")!.split(":")[1]);

/** Islands that stand on their own, each with the islands within its slots. */
function standingIslands(nodes: Node[]): { comment: Comment; indexes: number[] }[] {
  const found: { comment: Comment; indexes: number[] }[] = [];
  let depth = 0;
  for (const comment of commentsIn(nodes)) {
    if (marker(comment, "island") !== null) {
      if (depth++ === 0) found.push({ comment, indexes: [] });
      found.at(-1)!.indexes.push(indexOf(comment));
    } else if (comment.data === "/frsh:island") depth--;
  }
  return found;
}

function attributesOf(element: Element): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  const isInput = element.localName === "input";
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on")) continue; // a listener in the markup stays there
    if (isInput && name === "value") attributes.defaultValue = value; // not to undo what has been typed already
    else if (isInput && name === "checked") attributes.defaultChecked = true;
    else attributes[name] = value === "" && typeof element[name as keyof Element] === "boolean" ? true : value;
  }
  return attributes;
}

/** Hydrates the islands among these nodes, which come from this document; its slots may wait in templates. */
export function startIslands(nodes: Node[], source: Document): void {
  const block = source.getElementById(DATA_ID);
  if (!block) return;
  const data: PageData = JSON.parse(block.textContent!);
  setBuildId(data.buildId);
  if (data.client) import(/* @vite-ignore */ data.client);
  const islands = new Islands(data);
  islands.readSlots(nodes);
  for (const template of source.querySelectorAll<HTMLTemplateElement>(`template[id^="${slotTemplateId()}"]`)) {
    islands.readSlots([template.content]);
  }
  islands.hydrate(nodes);
}

/** Ends the islands among these nodes, so that their effects are cleaned up. */
export function stopIslands(nodes: Node[]): void {
  for (const comment of commentsIn(nodes)) {
    const root = roots.get(comment);
    if (root) render(null, root);
    roots.delete(comment);
  }
}

startIslands([document.body], document);
