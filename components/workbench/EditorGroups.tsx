/**
 * The editor area: one group of tabs, or two with an edge between them.
 * @module
 */
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { contributes } from "../../protocol/contributes/mod.ts";
import { Icon, type IconName } from "../Icon.tsx";
import { strings } from "../strings.ts";
import { editorKindOf, iconOf } from "./address.ts";
import { EDITORS } from "./editors.ts";
import { keysToWords } from "./key_press.ts";
import { activate, closeTab, focusGroup, type Group, moveToOtherGroup, SHARE, type Tab } from "./layout.ts";
import { Sash } from "./Sash.tsx";
import type { Workbench } from "./workbench.ts";

export function EditorGroups({ workbench }: { workbench: Workbench }) {
  const { layout } = workbench, ref = useRef<HTMLDivElement>(null);
  const share = useComputed(() => layout.value.share),
    isDown = useComputed(() => layout.value.direction === "down").value;
  const groups = useComputed(() => layout.value.groups).value;
  useSignalEffect(() => ref.current?.style.setProperty("--share", String(share.value)));
  return (
    <div ref={ref} class={groups.length > 1 ? `groups groups-${isDown ? "down" : "right"}` : "groups"}>
      {groups.map((group, index) => <EditorGroup key={group.id} workbench={workbench} group={group} index={index} />)}
      {groups.length > 1 && (
        <Sash
          key="sash"
          label={strings.workbench.share}
          orientation={isDown ? "horizontal" : "vertical"}
          value={share}
          {...SHARE}
          keyStep={0.02}
          perPixel={() => 1 / (isDown ? ref.current!.clientHeight : ref.current!.clientWidth)}
          onChange={(share, isPassing) => workbench.change((current) => ({ ...current, share }), isPassing)}
        />
      )}
    </div>
  );
}

interface GroupProps {
  workbench: Workbench;
  group: Group;
  index: number;
}

function EditorGroup({ workbench, group, index }: GroupProps) {
  const focused =
    useComputed(() => workbench.layout.value.groups[workbench.layout.value.focused]?.id === group.id).value;
  const seen = useSeen(group.tabs[group.active]?.path, group.tabs);
  const takeKeys = () => {
    if (workbench.layout.peek().focused !== index) workbench.change((current) => focusGroup(current, index));
  };
  return (
    <section
      class={focused ? "editor-group editor-group-focused" : "editor-group"}
      aria-label={strings.workbench.group(index + 1)}
      onPointerDownCapture={takeKeys}
      onFocusCapture={takeKeys}
      onDragOver={(event) => event.dataTransfer?.types.includes(TAB_TYPE) && event.preventDefault()}
      onDrop={(event) => receiveTab(event, workbench, index)}
    >
      <Tabs workbench={workbench} group={group} index={index} />
      {group.tabs.length === 0 && <Nothing workbench={workbench} />}
      {group.tabs.map(({ path, search }, i) => {
        const kind = editorKindOf(path), Editor = kind && EDITORS[kind], inSight = i === group.active;
        return seen.has(path) && Editor && (
          <div key={path} class="group-body" tabIndex={-1} hidden={!inSight}>
            <Editor workbench={workbench} path={path} search={search} groupId={group.id} inSight={inSight} />
          </div>
        );
      })}
    </section>
  );
}

/** Tabs that were in sight once stay as they are behind others; the rest is not begun. */
function useSeen(active: string | undefined, tabs: readonly Tab[]): Set<string> {
  const seen = useRef(new Set<string>());
  if (active) seen.current.add(active);
  for (const path of seen.current) if (!tabs.some((tab) => tab.path === path)) seen.current.delete(path);
  return seen.current;
}

const TAB_TYPE = "application/x-moodline-tab";

function receiveTab(event: DragEvent, workbench: Workbench, index: number): void {
  const { from, path } = JSON.parse(event.dataTransfer?.getData(TAB_TYPE) || "{}");
  if (path === undefined || from === index) return;
  event.preventDefault();
  workbench.change((current) => moveToOtherGroup(focusGroup(current, from), path));
}

function Tabs({ workbench, group, index }: GroupProps) {
  return (
    <div class="tab-bar">
      <nav aria-label={strings.workbench.openEditors}>
        <ul class="tabs">
          {group.tabs.map((tab, i) => (
            <TabItem key={tab.path} tab={tab} isActive={i === group.active} index={index} workbench={workbench} />
          ))}
        </ul>
      </nav>
      <div class="tab-actions">
        {contributes.menus["editor/title"].map(({ command }) => (
          <CommandButton key={command} command={command} workbench={workbench} index={index} />
        ))}
      </div>
    </div>
  );
}

interface TabProps {
  workbench: Workbench;
  tab: Tab;
  isActive: boolean;
  index: number;
}

/** Tabs are links: each has an address. They hold a button, which what has the role of a tab may not. */
function TabItem({ workbench, tab: { path, search }, isActive, index }: TabProps) {
  const title = workbench.title(path);
  const close = () => workbench.change((current) => closeTab(current, index, path));
  function onAuxClick(event: MouseEvent) {
    if (event.button !== 1) return;
    event.preventDefault();
    close();
  }
  return (
    <li class={isActive ? "tab tab-active" : "tab"} onAuxClick={onAuxClick}>
      <a
        href={path + search}
        title={title}
        aria-current={isActive ? "page" : undefined}
        draggable
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          event.stopPropagation();
          workbench.change((current) => activate(current, index, path));
        }}
        onDragStart={(event) => event.dataTransfer?.setData(TAB_TYPE, JSON.stringify({ from: index, path }))}
      >
        <Icon name={iconOf(path)} />
        <span class="tab-name">{title}</span>
      </a>
      <button type="button" class="quiet" aria-label={strings.workbench.close(title)} onClick={close}>
        <Icon name="close" />
      </button>
    </li>
  );
}

interface CommandButtonProps {
  command: string;
  workbench: Workbench;
  index: number;
}

function CommandButton({ command, workbench, index }: CommandButtonProps) {
  const { commands, isMac } = workbench, keys = workbench.keysOf(command);
  const contribution = commands.contributionOf(command)!;
  const title = keys ? `${contribution.title} (${keysToWords(keys, isMac.value)})` : contribution.title;
  const run = () => {
    workbench.change((current) => focusGroup(current, index));
    commands.run(command);
  };
  return (
    <button type="button" class="quiet" aria-label={contribution.title} title={title} onClick={run}>
      <Icon name={contribution.icon as IconName} />
    </button>
  );
}

/** What can be done when nothing is open. */
function Nothing({ workbench }: { workbench: Workbench }) {
  const { commands, isMac } = workbench;
  return (
    <div class="nothing" tabIndex={-1}>
      <h1>{strings.workbench.nothingOpen}</h1>
      <dl>
        {strings.workbench.hints.map((verb) => `moodline.workbench.${verb}`).map((command) => {
          const keys = workbench.keysOf(command);
          return (
            <div key={command}>
              <dt>
                <button type="button" class="link" onClick={() => commands.run(command)}>
                  {commands.contributionOf(command)?.title}
                </button>
              </dt>
              <dd>{keys && <kbd>{keysToWords(keys, isMac.value)}</kbd>}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
