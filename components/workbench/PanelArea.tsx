/**
 * The panel below the editors: what the editor in sight has to show there.
 * @module
 */
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { contributes } from "../../protocol/contributes/mod.ts";
import { Icon } from "../Icon.tsx";
import { strings } from "../strings.ts";
import { PANEL_HEIGHT } from "./layout.ts";
import { Sash } from "./Sash.tsx";
import type { Workbench } from "./workbench.ts";

const CONTAINERS = contributes.viewsContainers.panel;

export function PanelArea({ workbench }: { workbench: Workbench }) {
  const { layout, commands } = workbench, ref = useRef<HTMLElement>(null);
  const chosen = useComputed(() => (CONTAINERS.find(({ id }) => id === layout.value.panel) ?? CONTAINERS[0]).id);
  const height = useComputed(() => layout.value.panelHeight);
  useSignalEffect(() => ref.current?.style.setProperty("--panel-height", `${height.value}px`));
  const show = commands.panels()[chosen.value];
  return (
    <section ref={ref} class="panel-area" aria-label={strings.workbench.panel}>
      <Sash
        label={strings.workbench.panelHeight}
        orientation="horizontal"
        value={height}
        {...PANEL_HEIGHT}
        keyStep={16}
        perPixel={() => -1}
        onChange={(panelHeight, isPassing) => workbench.change((current) => ({ ...current, panelHeight }), isPassing)}
      />
      <div class="view-title">
        {CONTAINERS.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            class={id === chosen.value ? "quiet panel-tab current" : "quiet panel-tab"}
            aria-pressed={id === chosen.value}
            onClick={() => workbench.change((current) => ({ ...current, panel: id }))}
          >
            {title}
          </button>
        ))}
        <button
          type="button"
          class="quiet"
          aria-label={strings.workbench.closePanel}
          title={strings.workbench.closePanel}
          onClick={() => commands.run("moodline.workbench.togglePanel")}
        >
          <Icon name="close" />
        </button>
      </div>
      <div
        class="panel-body"
        tabIndex={0}
        role="group"
        aria-label={CONTAINERS.find(({ id }) => id === chosen.value)?.title}
      >
        {show ? show() : <p class="muted">{strings.workbench.panelEmpty}</p>}
      </div>
    </section>
  );
}
