/**
 * The line at the foot of a page: whether the page hears of changes and everything is saved.
 * @module
 */
import type { ReadonlySignal } from "@preact/signals";
import { strings } from "./strings.ts";

export function StatusBar({ connected, waiting }: { connected: ReadonlySignal<boolean>; waiting: number }) {
  return (
    <footer class="status-bar" role="status">
      <span class={connected.value ? "connected" : "offline"}>
        {connected.value ? strings.app.connected : strings.app.offline}
      </span>
      {waiting > 0 && <span>{strings.correction.waiting(waiting)}</span>}
    </footer>
  );
}
