/**
 * A button that opens a menu of the manifest. The browser closes it by Escape and by a click elsewhere.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import type { MenuId } from "../../protocol/contributes/types.ts";
import { lazily } from "./lazily.tsx";
import type { Workbench } from "./workbench.ts";

const MenuList = lazily(() => import("./MenuList.tsx"));

/** With less room below it opens to where there is more; what has no room is scrolled to. */
const LEAST_PIXELS = 320;
/** At least so wide are menus. */
const WIDTH_PIXELS = 248;
/** Left free between a menu and the edge of the window. */
const GAP_PIXELS = 8;

export function MenuButton({ menu, label, workbench }: { menu: MenuId; label: string; workbench: Workbench }) {
  const id = useId(), open = useSignal(false), button = useRef<HTMLButtonElement>(null);
  function onToggle({ newState, currentTarget: list }: ToggleEvent & { currentTarget: HTMLElement }) {
    open.value = newState === "open";
    const { right, top, bottom } = button.current!.getBoundingClientRect(), below = innerHeight - bottom;
    const opensUp = below < LEAST_PIXELS && top > below;
    Object.assign(list.style, {
      right: `${Math.max(0, Math.min(innerWidth - right, innerWidth - WIDTH_PIXELS))}px`,
      top: opensUp ? "auto" : `${bottom}px`,
      bottom: opensUp ? `${innerHeight - top}px` : "auto",
      maxHeight: `${(opensUp ? top : below) - GAP_PIXELS}px`,
    });
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popovertarget={id}
        aria-haspopup="menu"
        aria-expanded={open}
      >
        {label}
      </button>
      <div id={id} class="menu" popover="auto" onToggle={onToggle as never}>
        {open.value && (
          <MenuList
            menu={menu}
            label={label}
            workbench={workbench}
            onClose={() => document.getElementById(id)?.hidePopover()}
          />
        )}
      </div>
    </>
  );
}
