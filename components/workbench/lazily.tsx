/**
 * A component whose code is fetched when it is first shown.
 * @module
 */
import { type ComponentType, h, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { strings } from "../strings.ts";

export interface Lazy<P> {
  (props: P): VNode;
  /** Fetches the code ahead of time; once it is here the component renders at once. */
  load(): Promise<unknown>;
}

export function lazily<P extends object>(fetch: () => Promise<{ default: ComponentType<P> }>): Lazy<P> {
  let component: ComponentType<P> | null = null;
  const load = async () => component ??= (await fetch()).default;
  function LazyComponent(props: P) {
    const [, rerender] = useState(false);
    useEffect(() => {
      if (!component) load().then(() => rerender(true));
    }, []);
    return component ? h(component, props) as VNode : <p class="loading" role="status">{strings.workbench.loading}</p>;
  }
  return Object.assign(LazyComponent, { load });
}
