/**
 * Making, keeping and taking back corrections of one track: drafts go to the browser's storage, finished ones through
 * the outbox to the server.
 * @module
 */
import { batch, computed, effect, type ReadonlySignal } from "@preact/signals";
import type { CorrectionEvent } from "../core/review/correction.ts";
import { type IsOwn, nextRedo, nextUndo } from "./correction_history.ts";
import { draftToEdit, NO_DRAFT, overRange, rangeToSpan, recordedRange } from "./draft.ts";
import type { KeptDraft } from "./drafts.ts";
import type { Letter, Outbox } from "./outbox.ts";
import type { TimeRange } from "./selection.ts";
import type { TrackSession } from "./track_session.ts";

export interface DeskOptions {
  /** Where corrections are posted. */
  path: string;
  kept: KeptDraft;
  outbox: Outbox;
  /** A new unique key. */
  newKey: () => string;
  /** The name that the annotator wants to be known by; none by default: the server knows one. */
  annotator?: () => string;
  /** Whose edits keys take back; anybody's by default. */
  isOwn?: IsOwn;
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

/** How long a draft may be in memory only. */
const KEEP_MS = 500;

export function createCorrectionDesk(session: TrackSession, options: DeskOptions) {
  const { path, kept, outbox, newKey, annotator = () => "", isOwn = () => true } = options;
  session.draft.value = kept.first;
  let resting: ReturnType<typeof setTimeout> | undefined;
  /** The draft is kept when it rests for a moment: a trace grows ten times a second. */
  const stopKeeping = effect(() => {
    void session.draft.value;
    resting ??= setTimeout(keep, KEEP_MS);
  });
  /** Now: the page may be about to be left. */
  function keep(): void {
    clearTimeout(resting);
    resting = undefined;
    kept.keep(session.draft.value);
  }

  function post(said: object, clientKey = newKey()): void {
    const name = annotator();
    outbox.post(path, { ...said, ...(name === "" ? {} : { annotator: name }), clientKey });
  }
  const toUndo = () => nextUndo(session.edits.value, isOwn), toRedo = () => nextRedo(session.edits.value, isOwn);
  const reverse = (kind: "undo" | "redo", target: string) => post({ kind, target });

  /**
   * Send the draft; false if there is nothing to send.
   * @param keepRange whether its seconds stay selected for the next one.
   */
  function save({ keepRange = false } = {}): boolean {
    const { range } = session.draft.value, edit = draftToEdit(session.draft.value);
    if (!edit) return false;
    batch(() => {
      post(edit, kept.clientKeyOf(session.draft.value));
      session.draft.value = keepRange ? { ...NO_DRAFT, range } : NO_DRAFT;
    });
    return true;
  }

  /** Say something that changes no map. */
  function state(
    said: { kind: "accept" | "reject" | "note"; modelId?: string; comment?: string },
    range = session.rangeOrStep(),
  ): void {
    const { confidence, comment } = session.draft.value;
    post({
      ...rangeToSpan(range),
      ...(comment === "" ? {} : { comment }),
      ...said,
      confidence,
      tool: "command",
    });
  }

  return {
    save,
    /** Send what was drafted with a tool before another one takes its place; the selection stays. */
    saveAside(): void {
      const draft = session.draft.value, recorded = recordedRange(draft, session.axis.value);
      batch(() => {
        // What lies wholly beside the selection is sent where it was recorded.
        if (recorded && !draftToEdit(draft)) session.draft.value = overRange(draft, recorded);
        save({ keepRange: true });
        session.draft.value = { ...session.draft.value, range: draft.range };
      });
    },
    /**
     * The maps of the reviewed version are right there, or are not; false while no version is shown.
     * @param range the selection, or the step at the playhead, unless another one is meant.
     */
    judge(kind: "accept" | "reject", range?: TimeRange): boolean {
      const modelId = session.reviewedModelId.value;
      if (modelId === null) return false;
      state({ kind, modelId }, range);
      return true;
    },
    /** Leave a marker; false without a word. */
    note(comment: string): boolean {
      if (comment.trim() === "") return false;
      state({ kind: "note", comment });
      return true;
    },
    /** Give up the edit, or, when there is none, the selection. */
    discard(): void {
      const { range, edit } = session.draft.value;
      session.draft.value = edit ? { ...NO_DRAFT, range } : NO_DRAFT;
    },
    undo: (id: string) => reverse("undo", id),
    redo: (id: string) => reverse("redo", id),
    toUndo,
    toRedo,
    undoLast(): void {
      const correction = toUndo();
      if (correction) reverse("undo", correction.id);
    },
    redoLast(): void {
      const correction = toRedo();
      if (correction) reverse("redo", correction.id);
    },
    keep,
    close(): void {
      stopKeeping();
      keep();
      kept.close();
    },
  };
}

export type CorrectionDesk = ReturnType<typeof createCorrectionDesk>;
