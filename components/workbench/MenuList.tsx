/**
 * The items of a menu of the manifest, with their keys.
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import { contributes } from "../../protocol/contributes/mod.ts";
import type { CommandContribution, MenuId, MenuItem } from "../../protocol/contributes/types.ts";
import { keysToWords } from "./key_press.ts";
import { parseWhen } from "./when.ts";
import type { Workbench } from "./workbench.ts";

interface MenuListProps {
  menu: MenuId;
  label: string;
  workbench: Workbench;
  onClose: () => void;
}

export default function MenuList({ menu, label, workbench, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const items: readonly MenuItem[] = contributes.menus[menu];
  const elements = () => [...list.current!.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  useEffect(() => elements()[0]?.focus(), []);
  function onKeyDown(event: KeyboardEvent) {
    const all = elements(), now = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    // No key of the editor is meant while a menu is open.
    event.stopPropagation();
    if (to !== undefined) all[to % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") onClose();
    else return;
    event.preventDefault();
  }
  return (
    <div ref={list} role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {items.filter(({ when }) => parseWhen(when)(workbench.commands.read)).map((item) => (
        <Item key={item.command} item={item} workbench={workbench} onClose={onClose} />
      ))}
    </div>
  );
}

/** What is on or off stays in sight when it is switched: several may be meant. */
function Item({ item: { command, toggled, title, apart }, workbench, onClose }: {
  item: MenuItem;
  workbench: Workbench;
  onClose: () => void;
}) {
  const { commands, isMac } = workbench, keys = workbench.keysOf(command);
  const isOn = toggled !== undefined && parseWhen(toggled)(commands.read);
  function run(event: MouseEvent) {
    event.stopPropagation();
    if (toggled === undefined) onClose();
    commands.run(command);
  }
  return (
    <button
      type="button"
      class={apart ? "apart" : undefined}
      role={toggled === undefined ? "menuitem" : "menuitemcheckbox"}
      tabIndex={-1}
      aria-checked={toggled === undefined ? undefined : isOn}
      aria-disabled={!commands.isEnabled(command)}
      onClick={run}
    >
      <span>{title ?? titleOf(commands.contributionOf(command)!, toggled !== undefined)}</span>
      {keys && <kbd>{keysToWords(keys, isMac.value)}</kbd>}
    </button>
  );
}

/** Whether it is on is told by its mark: its name leaves out that it is toggled. */
function titleOf({ title }: CommandContribution, isToggle: boolean): string {
  return isToggle ? title.replace(/^Toggle /, "") : title;
}
