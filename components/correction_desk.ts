/**
 * Making, keeping and taking back corrections of one track: drafts go to the browser's storage, finished ones through
 * the outbox to the server.
 * @module
 */
import { batch, computed, effect, type ReadonlySignal } from "@preact/signals";
import type { CorrectionEvent } from "../core/review/correction.ts";
import { nextRedo, nextUndo } from "./correction_history.ts";
import type { Letter, LetterStorage, Outbox } from "./outbox.ts";
import { NO_DRAFT, type TrackSession } from "./track_session.ts";

export interface DeskOptions {
  /** Where corrections are posted. */
  path: string;
  draftKey: string;
  storage: LetterStorage;
  outbox: Outbox;
  /** A new unique key. */
  newKey: () => string;
}

/** An edit on its way as the event it will be, named by its key until the server has named it. */
export function letterToEvent({ body }: Letter): CorrectionEvent {
  return { confidence: 1, annotator: "", ...body, id: body.clientKey } as unknown as CorrectionEvent;
}

/** The edits of one track that the server does not have yet. */
export function pendingEvents(outbox: Outbox, path: string): ReadonlySignal<CorrectionEvent[]> {
  return computed(() =>
    outbox.letters.value.filter((letter) => letter.path === path && letter.refusal === undefined).map(letterToEvent)
  );
}

export function createCorrectionDesk(session: TrackSession, options: DeskOptions) {
  const { path, draftKey, storage, outbox, newKey } = options;
  session.draft.value = JSON.parse(storage.getItem(draftKey) ?? "null") ?? NO_DRAFT;
  const close = effect(() => storage.setItem(draftKey, JSON.stringify(session.draft.value)));

  const reverse = (kind: "undo" | "redo", target: string) =>
    outbox.post(path, { kind, target, clientKey: newKey() } as Letter["body"]);

  return {
    /** Send the draft; false if there is nothing to send. */
    save(): boolean {
      const { range, target, tool } = session.draft.value;
      if (!range || !target) return false;
      const move = {
        kind: "move",
        timeSeconds: range.startSeconds,
        durationSeconds: range.endSeconds - range.startSeconds,
        value: target,
        confidence: 1,
        tool,
        clientKey: newKey(),
      };
      batch(() => {
        outbox.post(path, move);
        session.draft.value = NO_DRAFT;
      });
      return true;
    },
    /** Give up the aimed point, or, when there is none, the selection. */
    discard(): void {
      const { range, target } = session.draft.value;
      session.draft.value = target ? { ...NO_DRAFT, range } : NO_DRAFT;
    },
    undo: (id: string) => reverse("undo", id),
    redo: (id: string) => reverse("redo", id),
    undoLast(): void {
      const move = nextUndo(session.edits.value);
      if (move) reverse("undo", move.id);
    },
    redoLast(): void {
      const move = nextRedo(session.edits.value);
      if (move) reverse("redo", move.id);
    },
    close,
  };
}

export type CorrectionDesk = ReturnType<typeof createCorrectionDesk>;
