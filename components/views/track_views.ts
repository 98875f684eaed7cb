/**
 * What the editor of a track shows beside the track itself: audit, expectation, exports, tour. Fetched when it is first
 * asked for; what it holds lives as long as the editor.
 * @module
 */
import { computed } from "@preact/signals";
import { type ComponentChildren, h } from "preact";
import type { AuditFinding } from "../../core/review/audit.ts";
import { ExpectationMap } from "../ExpectationMap.tsx";
import type { TrackEditor } from "../track_editor.ts";
import type { TrackSession } from "../track_session.ts";
import { AuditPanel } from "./AuditPanel.tsx";
import { createAudit } from "./audit.ts";
import { createExports } from "./exporting.ts";
import { viewStrings } from "./strings.ts";

interface ViewsContext {
  editor: TrackEditor;
  /** What the editor stands in. */
  element: () => HTMLElement;
  showPanel: (id: string) => void;
  /** Tells the user that something failed. */
  fail: (why: string) => void;
}

export interface TrackViews {
  /** By the command's verb. */
  handlers: Readonly<Record<string, () => unknown>>;
  panels: { audit: () => ComponentChildren; expectation: () => ComponentChildren };
  close: () => void;
}

export function createTrackViews({ editor, element, showPanel, fail }: ViewsContext): TrackViews {
  const { session, versions } = editor, audit = createAudit(editor);
  const playheadMap = computed(() => session.shown.step.value?.heatmap ?? null);
  const go = (way: "next" | "previous") => async () => {
    await audit.ready();
    const finding = audit.next(way, session.playhead.peek());
    if (finding) goToFinding(session, finding);
  };
  const exports = Object.entries(createExports(editor, element)).map(([verb, run]) => [
    verb,
    async () => {
      try {
        await run();
      } catch (error) {
        fail(viewStrings.exports.failed((error as Error).message));
      }
    },
  ]);
  return {
    handlers: {
      checkSound() {
        showPanel("audit");
        return audit.check();
      },
      nextFinding: go("next"),
      previousFinding: go("previous"),
      ...Object.fromEntries(exports),
    },
    panels: {
      audit: () => h(AuditPanel, { audit, session }),
      expectation: () => {
        const modelId = versions.value.shown;
        return modelId && h(ExpectationMap, { modelId, playheadMap });
      },
    },
    close: audit.close,
  };
}

/** Its seconds are selected, ready to be corrected, unless a correction is being made. */
export function goToFinding(session: TrackSession, { startSeconds, endSeconds }: AuditFinding): void {
  if (!session.draft.peek().edit) {
    session.select(startSeconds, Math.min(endSeconds, session.durationSeconds.peek()) - 1e-6);
  }
  session.seek(startSeconds);
}
