/**
 * The frame of pages beside the workbench.
 * @module
 */
import type { ComponentChildren } from "preact";
import { ActivityLinks } from "./ActivityBar.tsx";
import { TitleBar } from "./TitleBar.tsx";

export function PlainFrame({ path, children }: { path: string; children: ComponentChildren }) {
  return (
    <div class="frame frame-plain">
      <TitleBar />
      <ActivityLinks current={path} />
      <main id="content" tabIndex={-1} class="plain-area">{children}</main>
    </div>
  );
}
