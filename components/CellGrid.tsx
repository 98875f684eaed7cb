/**
 * The cells of a map for those who hear it or use the keyboard: an ARIA grid whose cursor the arrow keys move.
 * @module
 */
import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { GRID_SIZE } from "../core/emotion/grid.ts";

interface CellGridProps {
  label: string;
  /** The cell that was gone to: it is in the order of Tab. */
  cell: Signal<number>;
  /** What is said of a cell. */
  textOf: (cell: number, isCurrent: boolean) => string;
  class?: string;
  /** After the cursor has moved. */
  onGo?: (cell: number, event: KeyboardEvent) => void;
  /** Keys that do not move the cursor. */
  onKey?: (event: KeyboardEvent) => void;
  onPointerMove?: (event: PointerEvent) => void;
  onPointerDown?: (event: PointerEvent) => void;
}

export function CellGrid({ label, cell, textOf, onGo, onKey, onPointerMove, onPointerDown, ...props }: CellGridProps) {
  const grid = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent) {
    const to = cellByKey(event, cell.value);
    if (to === null) return onKey?.(event);
    event.preventDefault();
    event.stopPropagation();
    cell.value = to;
    onGo?.(to, event);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus();
  }
  return (
    <div
      ref={grid}
      class={props.class ?? "cell-grid"}
      role="grid"
      aria-label={label}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerDown={onPointerDown}
    >
      {Array.from({ length: GRID_SIZE }, (_, top) => (
        <div key={top} role="row">
          {Array.from({ length: GRID_SIZE }, (_, column) => {
            const at = (GRID_SIZE - 1 - top) * GRID_SIZE + column, isCurrent = at === cell.value;
            return (
              <div
                key={at}
                role="gridcell"
                data-cell={at}
                tabIndex={isCurrent ? 0 : -1}
                aria-selected={isCurrent}
                aria-label={textOf(at, isCurrent)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** The cell that a key goes to; null for other keys. Up is energetic. */
function cellByKey({ key, ctrlKey, altKey, metaKey }: KeyboardEvent, cell: number): number | null {
  if (ctrlKey || altKey || metaKey) return null;
  const row = Math.floor(cell / GRID_SIZE), column = cell % GRID_SIZE, last = GRID_SIZE - 1;
  const at = (toRow: number, toColumn: number) =>
    Math.min(last, Math.max(0, toRow)) * GRID_SIZE + Math.min(last, Math.max(0, toColumn));
  switch (key) {
    case "ArrowUp":
      return at(row + 1, column);
    case "ArrowDown":
      return at(row - 1, column);
    case "ArrowLeft":
      return at(row, column - 1);
    case "ArrowRight":
      return at(row, column + 1);
    case "Home":
      return at(row, 0);
    case "End":
      return at(row, last);
    case "PageUp":
      return at(last, column);
    case "PageDown":
      return at(0, column);
    default:
      return null;
  }
}
