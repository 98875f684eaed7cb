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
  type VNode,
} from "preact";
import { useEffect, useState } from "preact/hooks";
import { computed, signal } from "@preact/signals";
import { unflatten } from "devalue";
import { DATA_ID, type PageData, setBuildId, slotTemplateId } from "./shared.ts";

type Component = ComponentType<Record<string, unknown>>;

const components: Component[] = [];
let loading: Promise<void>[] = [];
let props: Record<string, unknown>[] = [];
const slots = new Map<number, ComponentChildren>();

const Slot = ({ id }: { id: number }) => h(Fragment, null, slots.get(id));

/** Only one from a template can be here before its code is; where there is markup to take over, the island waited. */
function NestedIsland({ index }: { index: number }): VNode | null {
  const [, rerender] = useState(false);
  useEffect(() => void (components[index] ?? loading[index].then(() => rerender(true))), [index]);
  return components[index] ? h(components[index], props[index]) : null;
}

const revivers = {
  Slot: ({ id }: { id: number }) => h(Slot, { id }),
  Computed: ({ value }: { value: unknown }) => computed(() => value),
  Signal: ({ value }: { value: unknown }) => signal(value),
  Bytes: ({ base64 }: { base64: string }) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
};

/** The text after `frsh:KIND:` in a comment; null for other nodes. */
function marker(node: Node, kind: string): string | null {
  const start = `frsh:${kind}:`;
  return node instanceof Comment && node.data.startsWith(start) ? node.data.slice(start.length) : null;
}

/** The nodes between a start comment and its end, which are siblings. */
function contentOf(start: Comment): { nodes: Node[]; end: Node } {
  const kind = start.data.split(":")[1];
  const nodes: Node[] = [];
  let depth = 0;
  for (let node = start.nextSibling; node; node = node.nextSibling) {
    if (marker(node, kind) !== null) depth++;
    if (node instanceof Comment && node.data === `/frsh:${kind}` && depth-- === 0) return { nodes, end: node };
    nodes.push(node);
  }
  throw new Error(`Cannot hydrate: ${start.data} has no end`);
}

function comments(root: Node): Comment[] {
  const iterator = document.createNodeIterator(root, NodeFilter.SHOW_COMMENT);
  const found: Comment[] = [];
  for (let node = iterator.nextNode(); node; node = iterator.nextNode()) found.push(node as Comment);
  return found;
}

function readSlots(root: Node): void {
  for (const comment of comments(root)) {
    const slot = marker(comment, "slot");
    if (slot !== null) slots.set(parseInt(slot), toVirtual(contentOf(comment).nodes));
  }
}

/** Slots whose island did not show them wait in templates. */
function readTemplates(): void {
  for (const template of document.querySelectorAll<HTMLTemplateElement>(`template[id^="${slotTemplateId()}"]`)) {
    readSlots(template.content);
  }
}

function toVirtual(nodes: Node[]): ComponentChildren[] {
  const children: ComponentChildren[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    const island = marker(node, "island");
    if (island !== null) {
      children.push(h(NestedIsland, { index: Number(island.split(":")[1]) }));
      i = nodes.indexOf(contentOf(node as Comment).end, i);
    } else if (node instanceof Element) {
      children.push(h(node.localName, attributesOf(node), ...toVirtual([...node.childNodes])));
    } else if (node instanceof Text) {
      children.push(node.data);
    }
  }
  return children;
}

function attributesOf(element: Element): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  const uncontrolled: Record<string, string> = element.localName === "input"
    ? { value: "defaultValue", checked: "defaultChecked" }
    : {};
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on")) continue; // a listener in the markup stays there
    const isFlag = value === "" && typeof element[name as keyof Element] === "boolean";
    attributes[uncontrolled[name] ?? name] = isFlag || name === "checked" ? true : value;
  }
  return attributes;
}

/** Preact renders into a parent; this one stands for the stretch of siblings up to `end`. */
function rangeAsParent(nodes: Node[], end: Node): ContainerNode {
  const parent = end.parentNode!;
  const insertBefore = (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end);
  return {
    nodeType: 1,
    parentNode: parent,
    firstChild: nodes[0] ?? null,
    childNodes: nodes,
    contains: (node: Node | null) => parent.contains(node),
    insertBefore,
    appendChild: (node: Node) => insertBefore(node, null),
    removeChild: (node: Node) => parent.removeChild(node),
  } as unknown as ContainerNode;
}

/** Islands that stand on their own, each with the islands that are part of it. */
function standingIslands(): { comment: Comment; indexes: number[] }[] {
  const found: { comment: Comment; indexes: number[] }[] = [];
  let depth = 0;
  for (const comment of comments(document.body)) {
    const island = marker(comment, "island");
    if (island !== null) {
      if (depth++ === 0) found.push({ comment, indexes: [] });
      found.at(-1)!.indexes.push(Number(island.split(":")[1]));
    } else if (comment.data === "/frsh:island") depth--;
  }
  return found;
}

async function load([url, exportName]: [string, string], index: number): Promise<void> {
  components[index] = (await import(/* @vite-ignore */ url))[exportName];
}

/** An island waits for its own code and for that of the islands within its slots, not for the rest of the page. */
function start(data: PageData): void {
  setBuildId(data.buildId);
  if (data.client) import(/* @vite-ignore */ data.client);
  loading = data.islands.map(load);
  readSlots(document.body);
  readTemplates();
  props = unflatten(data.props as never, revivers);
  for (const { comment, indexes } of standingIslands()) {
    const { nodes, end } = contentOf(comment);
    Promise.all(indexes.map((index) => loading[index])).then(() =>
      hydrate(h(components[indexes[0]], props[indexes[0]]), rangeAsParent(nodes, end))
    );
  }
}

const block = document.getElementById(DATA_ID);
if (block) start(JSON.parse(block.textContent!));
