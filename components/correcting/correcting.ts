/**
 * The door to the tools for correcting: what the page must know of them at once. The tools themselves are fetched when
 * they are used for the first time.
 * @module
 */
import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Point } from "../../core/emotion/grid.ts";
import type { EditContent } from "../../core/review/correction.ts";
import type { CorrectionDesk } from "../correction_desk.ts";
import type { Player } from "../media/player.ts";
import { keepTrying } from "../keep_trying.ts";
import { strings } from "../strings.ts";
import type { TrackSession } from "../track_session.ts";
import type { Settings } from "../workbench/settings.ts";
import type { Bench } from "./bench.tsx";

/** What the pointer does on the map. */
export type Tool = "move" | "brush" | "peak";

/** Commands that the bench answers to, `moodline.track.<verb>`. */
export const VERBS = [
  "moveTool",
  "brushTool",
  "peakTool",
  "toolLess",
  "toolMore",
  "toggleBrushDown",
  "accept",
  "reject",
  "acceptNext",
  "sameAsBefore",
  "sameAsAfter",
  "interpolate",
  "addNote",
  "record",
] as const;
export type Verb = (typeof VERBS)[number];

export interface CorrectingContext {
  session: TrackSession;
  desk: CorrectionDesk;
  settings: Pick<Settings, "get">;
  /** Whether the editor is the one that keys go to. */
  hasKeys: ReadonlySignal<boolean>;
}

export interface Correcting extends CorrectingContext {
  tool: Signal<Tool>;
  /** The tools, once they were fetched. */
  bench: Signal<Bench | null>;
  /** Why they could not be. */
  problem: Signal<string>;
  player: Signal<Player | null>;
  /** Where it is heard right now; null unless a trace is being recorded. */
  place: Signal<Point | null>;
  /** Save what was drafted with another tool before this one changes it: nothing that was made is lost. */
  keep(kind?: EditContent["kind"]): void;
  run(verb: Verb): Promise<void>;
  close(): void;
}

export function createCorrecting({ session, desk, settings, hasKeys }: CorrectingContext): Correcting {
  const tool: Signal<Tool> = signal("move"), bench: Signal<Bench | null> = signal(null), problem = signal("");
  let coming: Promise<Bench> | null = null, isTrying = false, isOpen = true;

  function fetchBench(): Promise<Bench> {
    coming ??= import("./bench.tsx").then(({ createBench }) => bench.value = createBench(correcting));
    coming.catch(() => coming = null); // it may be tried again
    return coming;
  }
  function keepFetching(): void {
    if (isTrying || bench.peek()) return;
    isTrying = true;
    const onFailure = () => problem.value = strings.errors.unreachable;
    keepTrying(fetchBench, { onFailure, isWanted: () => isOpen }).then(() => {
      isTrying = false;
      problem.value = "";
    });
  }
  const correcting: Correcting = {
    session,
    desk,
    settings,
    hasKeys,
    tool,
    bench,
    problem,
    player: signal(null),
    place: signal(null),
    keep(kind): void {
      const { edit } = session.draft.peek();
      if (edit && edit.kind !== kind) desk.saveAside();
    },
    async run(verb): Promise<void> {
      problem.value = "";
      const meant = session.rangeOrStep(); // the tools may come when one has gone on
      const tools = await fetchBench().catch(() => null);
      if (tools) return tools.verbs[verb](meant);
      problem.value = strings.errors.unreachable;
      keepFetching();
    },
    close(): void {
      isOpen = false;
      stopLoading();
      bench.peek()?.close();
    },
  };
  /** Whoever selects, chooses a tool or has notes to show will want them. */
  const stopLoading = effect(() => {
    const hasNotes = session.edits.value.some(({ kind }) => kind === "note");
    if (hasNotes || session.draft.value.range || tool.value !== "move") keepFetching();
  });
  return correcting;
}
