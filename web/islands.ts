/**
 * Islands on the server: which components they are, where they stand in a page, and how their props travel.
 * @module
 */
import { Buffer } from "node:buffer";
import { type ComponentChildren, createContext, Fragment, type FunctionComponent, h, isValidElement } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { useContext } from "preact/hooks";
import { computed, Signal } from "@preact/signals";
import { DevalueError, stringify } from "devalue";

export interface Island {
  /** Source file relative to the application's root. */
  source: string;
  exportName: string;
  name: string;
}

type Props = Record<string, unknown>;

const islands = new WeakMap<CallableFunction, Island>();

/** Every function that an island module exports is an island. */
export function registerIslands(source: string, module: Record<string, unknown>): void {
  const fileName = source.slice(source.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
  for (const [exportName, value] of Object.entries(module)) {
    if (typeof value !== "function") continue;
    islands.set(value as CallableFunction, {
      source,
      exportName,
      name: exportName === "default" ? fileName : exportName,
    });
  }
}

/** The islands and slots of a page, in the order they are rendered. */
export class IslandsOfPage {
  readonly used: { island: Island; props: Props }[] = [];
  readonly slots: { name: string; children: ComponentChildren; rendered: boolean }[] = [];

  /** Props of all islands in one text, so that what two of them share is still shared in the browser. */
  serialize(): string {
    try {
      return stringify(this.used.map(({ props }) => props), reducers);
    } catch (error) {
      if (!(error instanceof DevalueError)) throw error;
      const [, index = "0", path = ""] = error.path?.match(/^\[(\d+)\]\.?(.*)$/) ?? [];
      throw new TypeError(
        `Cannot send props to island ${
          this.used[Number(index)]?.island.name
        }: ${path} must be plain data, a signal or ` +
          `JSX, current value is ${describe(error.value)}`,
        { cause: error },
      );
    }
  }
}

function describe(value: unknown): string {
  if (value instanceof Refusal) return describe(value.value);
  if (typeof value === "function") return "a function (does it belong inside the island?)";
  if (isElement(value)) return "JSX within an object (pass it as a prop of its own)";
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} (pass an array of numbers, or fetch it)`;
  return `${(value as object)?.constructor?.name ?? typeof value} (pass its fields as a plain object)`;
}

/** Stands for JSX among the props: the browser finds what was rendered of it in the page. */
class SlotReference {
  constructor(readonly id: number) {}
}

const computedPrototype = Object.getPrototypeOf(computed(() => 0));
const isComputed = (value: unknown) =>
  typeof value === "object" && Object.getPrototypeOf(value ?? {}) === computedPrototype;
const isElement = (value: unknown) => isValidElement(value) && !(value instanceof Signal);

/** A value that devalue would take and Fresh does not. Being a class instance, it is an error of devalue with its path. */
class Refusal {
  constructor(readonly value: unknown) {}
}

/** What `readProps` makes again; any other object must be plain. */
const TAKEN = [Array, Date, Map, RegExp, Set, Signal, SlotReference, Uint8Array, URL];

function isRefused(value: unknown): boolean {
  if (isElement(value)) return true;
  if (typeof value !== "object" || value === null || TAKEN.some((type) => value instanceof type)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype !== null && prototype !== Object.prototype && !(value instanceof Refusal);
}

const reducers = {
  Slot: (value: unknown) => value instanceof SlotReference && { id: value.id },
  Computed: (value: unknown) => isComputed(value) && { value: (value as Signal).peek() },
  Signal: (value: unknown) => value instanceof Signal && { value: value.peek() },
  Bytes: (value: unknown) => value instanceof Uint8Array && { base64: Buffer.from(value).toString("base64") },
  Refused: (value: unknown) => isRefused(value) && new Refusal(value),
};

/** Within an island, islands are ordinary components; within a slot they are islands again. */
const InsideIsland = createContext(false);

export function islandOf(type: unknown): Island | undefined {
  return typeof type === "function" ? islands.get(type as CallableFunction) : undefined;
}

interface BoundaryProps {
  page: IslandsOfPage;
  island: Island;
  /** Renders the island's own component: the renderer would replace that by a boundary again. */
  render: (props: Props) => ComponentChildren;
  props: Props;
}

/** Takes the place of an island in the page. */
export const IslandBoundary: FunctionComponent<BoundaryProps> = ({ page, island, render, props }) => {
  const isPart = useContext(InsideIsland);
  if (isPart) return h(Fragment, null, render(props));
  const sent: Props = {}, shown: Props = {};
  const index = page.used.push({ island, props: sent }) - 1;
  for (const [name, value] of Object.entries(props)) {
    if (hasElement(value)) {
      const id = page.slots.push({ name, children: value as ComponentChildren, rendered: false }) - 1;
      sent[name] = new SlotReference(id);
      shown[name] = h(Slot, { page, id });
    } else {
      sent[name] = value;
      shown[name] = Array.isArray(value) ? [...value] : value; // precompiled JSX escapes arrays in place
    }
  }
  const marker = `<!--frsh:island:${island.name}:${index}:-->`;
  return h(InsideIsland.Provider, {
    value: true,
    children: jsxTemplate([marker, "<!--/frsh:island-->"], h(Fragment, null, render(shown))),
  });
};

function hasElement(value: unknown): boolean {
  return isElement(value) || (Array.isArray(value) && value.some(hasElement));
}

/** JSX that the page gave to an island. */
export const Slot: FunctionComponent<{ page: IslandsOfPage; id: number }> = ({ page, id }) => {
  const slot = page.slots[id];
  slot.rendered = true;
  const marker = `<!--frsh:slot:${id}:${slot.name}-->`;
  return h(InsideIsland.Provider, {
    value: false,
    children: jsxTemplate([marker, "<!--/frsh:slot-->"], h(Fragment, null, slot.children)),
  });
};
