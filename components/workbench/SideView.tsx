/**
 * The view that the activity bar chose.
 * @module
 */
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { contributes } from "../../protocol/contributes/mod.ts";
import { Icon } from "../Icon.tsx";
import { strings } from "../strings.ts";
import { SIDE_WIDTH } from "./layout.ts";
import { lazily } from "./lazily.tsx";
import { Sash } from "./Sash.tsx";
import { TracksView } from "./TracksView.tsx";
import type { Workbench } from "./workbench.ts";

const JobPanel = lazily(async () => ({ default: (await import("../JobPanel.tsx")).JobPanel }));

export function SideView({ workbench }: { workbench: Workbench }) {
  const { layout, commands } = workbench, ref = useRef<HTMLElement>(null);
  const side = useComputed(() => layout.value.side).value, sideOpen = useComputed(() => layout.value.sideOpen).value;
  const width = useComputed(() => layout.value.sideWidth);
  useSignalEffect(() => ref.current?.style.setProperty("--side-width", `${width.value}px`));
  const container = contributes.viewsContainers.activitybar.find(({ id }) => id === side) ??
    contributes.viewsContainers.activitybar[0];
  return (
    <aside
      ref={ref}
      class={sideOpen ? "side-view" : "side-view folded"}
      aria-label={strings.workbench.sideView(container.title)}
    >
      <div class="view-title">
        <h2>{container.title}</h2>
        <button
          type="button"
          class="quiet"
          aria-label={strings.workbench.closeSideView}
          title={strings.workbench.closeSideView}
          onClick={() => commands.run("moodline.workbench.toggleSideView")}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="view-body">
        <ViewBody id={container.id} workbench={workbench} />
      </div>
      <Sash
        label={strings.workbench.sideWidth}
        orientation="vertical"
        value={width}
        {...SIDE_WIDTH}
        keyStep={16}
        perPixel={() => 1}
        onChange={(sideWidth, isPassing) => workbench.change((current) => ({ ...current, sideWidth }), isPassing)}
      />
    </aside>
  );
}

function ViewBody({ id, workbench }: { id: string; workbench: Workbench }) {
  if (id === "models") return <ModelsView workbench={workbench} />;
  return id === "jobs" ? <JobsView workbench={workbench} /> : <TracksView workbench={workbench} />;
}

function ModelsView({ workbench: { library } }: { workbench: Workbench }) {
  return (
    <>
      <ul class="view-list">
        {library.models.value.map(({ id, name, active }) => (
          <li key={id}>
            <a class="view-row" href={`/models#model-${id}`}>
              <span class="view-name">{name}</span>
              {active && <span class="tag tag-active">{strings.workbench.active}</span>}
            </a>
          </li>
        ))}
      </ul>
      <p class="view-foot">
        <a href="/models">{strings.workbench.allModels}</a>
      </p>
    </>
  );
}

function JobsView({ workbench: { library } }: { workbench: Workbench }) {
  return (
    <>
      <JobPanel library={library} />
      <p class="view-foot">
        <a href="/jobs">{strings.workbench.allJobs}</a>
      </p>
    </>
  );
}
