/**
 * A component whose code is fetched when it is first shown. While it cannot be, that is said, and it is tried again: at a
 * press of a button, as soon as there is a connection, and now and then.
 * @module
 */
import { type ComponentType, h, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { keepTrying } from "../keep_trying.ts";
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
    const [state, setState] = useState<"coming" | "failed" | "here">("coming");
    useEffect(() => {
      if (component) return;
      let isWanted = true;
      keepTrying(load, { onFailure: () => setState("failed"), isWanted: () => isWanted }).then(() => setState("here"));
      return () => isWanted = false;
    }, []);
    if (component) return h(component, props) as VNode;
    return state === "failed"
      ? <NotFetched onRetry={() => load().then(() => setState("here"), () => {})} />
      : <p class="loading" role="status">{strings.workbench.loading}</p>;
  }
  return Object.assign(LazyComponent, { load });
}

function NotFetched({ onRetry }: { onRetry: () => void }) {
  return (
    <div class="loading" role="alert">
      <p>{strings.errors.notFetched}</p>
      <p class="buttons">
        <button type="button" onClick={onRetry}>{strings.errors.tryAgain}</button>
        <button type="button" onClick={() => location.reload()}>{strings.errors.reload}</button>
      </p>
    </div>
  );
}
