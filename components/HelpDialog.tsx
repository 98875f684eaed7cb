/**
 * The list of keyboard shortcuts.
 * @module
 */
import { useEffect, useRef } from "preact/hooks";
import { strings } from "./strings.ts";

export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !ref.current?.open) ref.current?.showModal();
    if (!open) ref.current?.close();
  }, [open]);
  return (
    <dialog ref={ref} class="help" aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">{strings.shortcuts.title}</h2>
      <dl>
        {strings.shortcuts.rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="primary">{strings.shortcuts.close}</button>
      </form>
    </dialog>
  );
}
