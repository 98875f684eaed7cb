/**
 * The outermost choice: what the side view shows, and the pages beside the workbench.
 * @module
 */
import { useComputed } from "@preact/signals";
import { contributes } from "../../protocol/contributes/mod.ts";
import { Icon, type IconName } from "../Icon.tsx";
import { strings } from "../strings.ts";
import { activeTab } from "./layout.ts";
import type { Workbench } from "./workbench.ts";

const HREFS: Record<string, string> = { tracks: "/", models: "/models", jobs: "/jobs" };

export function ActivityBar({ workbench }: { workbench: Workbench }) {
  const { layout, isNarrow, sideOverlay, commands } = workbench;
  const side = useComputed(() => layout.value.side), path = useComputed(() => activeTab(layout.value)?.path ?? "");
  const isShown = useComputed(() => isNarrow.value ? sideOverlay.value : layout.value.sideOpen);
  function choose(id: string): void {
    const toggles = id === side.peek() && isShown.peek();
    commands.run(toggles ? "moodline.workbench.toggleSideView" : `moodline.workbench.show${capital(id)}`);
  }
  return (
    <nav class="activity-bar" aria-label={strings.app.navigation}>
      {contributes.viewsContainers.activitybar.map(({ id, title, icon }) => (
        <button
          key={id}
          type="button"
          class={id === side.value && isShown.value ? "activity current" : "activity"}
          aria-expanded={id === side.value && isShown.value}
          aria-label={strings.workbench.sideView(title)}
          title={title}
          onClick={() => choose(id)}
        >
          <Icon name={icon} />
          <span class="activity-name">{title}</span>
        </button>
      ))}
      <PageLinks current={path.value} />
    </nav>
  );
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);

/** The same bar on pages beside the workbench: links, for there is no side view. */
export function ActivityLinks({ current }: { current: string }) {
  return (
    <nav class="activity-bar" aria-label={strings.app.navigation}>
      {contributes.viewsContainers.activitybar.map(({ id, title, icon }) => (
        <PageLink key={id} href={HREFS[id]} title={title} icon={icon} current={current} />
      ))}
      <PageLinks current={current} />
    </nav>
  );
}

function PageLinks({ current }: { current: string }) {
  return (
    <>
      <PageLink href="/live" title={strings.workbench.live} icon="live" current={current} />
      <PageLink href="/settings" title={strings.workbench.settings} icon="gear" current={current} isLast />
    </>
  );
}

interface PageLinkProps {
  href: string;
  title: string;
  icon: IconName;
  current: string;
  isLast?: boolean;
}

function PageLink({ href, title, icon, current, isLast = false }: PageLinkProps) {
  const isCurrent = href === "/" ? current === "/" : current.startsWith(href);
  const names = ["activity", isCurrent && "current", isLast && "activity-last"].filter(Boolean).join(" ");
  return (
    <a href={href} class={names} title={title} aria-current={isCurrent ? "page" : undefined}>
      <Icon name={icon} />
      <span class="activity-name">{title}</span>
    </a>
  );
}
