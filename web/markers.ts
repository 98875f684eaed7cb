/**
 * Finding in the browser's document what the server marked by comments.
 * @module
 */
import type { ContainerNode } from "preact";

/** The text after `frsh:KIND:` in a comment; null for other nodes. */
export function marker(node: Node, kind: string): string | null {
  const start = `frsh:${kind}:`;
  return node instanceof Comment && node.data.startsWith(start) ? node.data.slice(start.length) : null;
}

/** The nodes between a start comment and its end, which are siblings. */
export function contentOf(start: Comment): { nodes: Node[]; end: Node } {
  const kind = start.data.split(":")[1];
  const nodes: Node[] = [];
  let depth = 0;
  for (let node = start.nextSibling; node; node = node.nextSibling) {
    if (marker(node, kind) !== null) depth++;
    if (node instanceof Comment && node.data === `/frsh:${kind}` && depth-- === 0) return { nodes, end: node };
    nodes.push(node);
  }
  throw new Error(`Cannot read the page: ${start.data} has no end`);
}

/** All comments among and within these nodes, in the order of the document. */
export function commentsIn(nodes: Node[]): Comment[] {
  const found: Comment[] = [];
  for (const root of nodes) {
    const iterator = document.createNodeIterator(root, NodeFilter.SHOW_COMMENT);
    for (let node = iterator.nextNode(); node; node = iterator.nextNode()) found.push(node as Comment);
  }
  return found;
}

/** Preact renders into a parent; this one stands for the stretch of siblings up to `end`. */
export function rangeAsParent(nodes: Node[], end: Node): ContainerNode {
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
