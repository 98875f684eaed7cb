/**
 * The tools for correcting: their settings, what their commands do, and the parts of the page that they bring.
 * @module
 */
import { batch, type Signal, signal } from "@preact/signals";
import { CELL_COUNT, type Point } from "../../core/emotion/grid.ts";
import type { Reshaping } from "../../core/review/correction.ts";
import { rangeText } from "../CorrectionPanel.tsx";
import { draftToEdit, NO_DRAFT } from "../draft.ts";
import { rangeHolds, secondsToStep, type TimeRange } from "../selection.ts";
import { correcting as words } from "../strings/correcting.ts";
import { Answer } from "./Answer.tsx";
import { type BrushShape, dab, dabsAlong, SIZE_CELLS } from "./brush.ts";
import type { Correcting, Tool, Verb } from "./correcting.ts";
import { createDrafting } from "./drafting.ts";
import { AMOUNTS, type Grip, gripPeak, pull } from "./grip.ts";
import { MapTool } from "./MapTool.tsx";
import { NoteMarks } from "./NoteMarks.tsx";
import { createRecorder } from "./recorder.ts";
import { StripTool } from "./StripTool.tsx";
import { ToolOptions } from "./ToolOptions.tsx";
import { nextUnjudged } from "./unjudged.ts";

const RING = ".editor-group-focused .group-body:not([hidden]) .marker-ring";

const within = (value: number, { least, most }: { least: number; most: number }) =>
  Math.round(100 * Math.min(most, Math.max(least, value))) / 100;

export function createBench(correcting: Correcting) {
  const { session, desk, settings, player, tool } = correcting;
  const notice = signal(""), noting = signal(false);
  const brush = { shape: signal<BrushShape>("spot"), sizeCells: signal(1), strength: signal(0.5), down: signal(false) };
  const how: Signal<Reshaping> = signal("move");
  const amounts = signal({ spread: AMOUNTS.spread.usual, sharpen: AMOUNTS.sharpen.usual, split: AMOUNTS.split.usual });
  /** Where the keys stand on the map. */
  const cursor = signal(Math.floor(CELL_COUNT / 2));
  const grip: Signal<Grip | null> = signal(null);
  const drafting = createDrafting(session), recorder = createRecorder(correcting, notice);

  const amount = () => how.value === "move" ? 1 : amounts.value[how.value];
  /** The map that a peak is taken hold of on: the one in sight, or where the selection begins. */
  function mapInHand() {
    const range = session.rangeOrStep(), seconds = session.playhead.peek();
    const at = rangeHolds(range, seconds) ? seconds : range.startSeconds;
    return session.saved.value!.steps[secondsToStep(at, session.axis.value)].heatmap;
  }

  function paint(places: readonly Point[], { down, shape = brush.shape.value, tool }: Stroke): void {
    if (places.length === 0) return;
    const sign = brush.down.value !== down ? -1 : 1, nats = sign * brush.strength.value;
    correcting.keep("paint");
    batch(() => {
      for (const place of places) {
        drafting.paint(dab(place, { shape, sizeCells: brush.sizeCells.value, nats }), tool);
      }
    });
  }

  const peak = {
    how,
    amounts,
    grip,
    /** Take hold of the peak nearest to a place; what was done to another one is saved. */
    take(at: Point): Grip {
      correcting.keep();
      return grip.value = gripPeak(mapInHand(), at);
    },
    pull(to: Point, tool: string): void {
      if (grip.value) drafting.reshape(pull(grip.value, to, { how: how.value, amount: amount() }), tool);
    },
    release: () => grip.value = null,
    setAmount(value: number): void {
      const { value: of } = how;
      if (of === "move") return;
      amounts.value = { ...amounts.value, [of]: within(value, AMOUNTS[of]) };
      const { edit, tool } = session.draft.value;
      if (edit?.kind === "reshape" && edit.value.how === of) {
        drafting.reshape({ ...edit.value, amount: amount() }, tool);
      }
    },
  };

  function change(by: 1 | -1): void {
    if (tool.value === "brush") {
      brush.sizeCells.value = within(brush.sizeCells.value + by * SIZE_CELLS.step, SIZE_CELLS);
    }
    if (tool.value === "peak" && how.value !== "move") {
      const { least, most } = AMOUNTS[how.value];
      peak.setAmount(amount() + by * (most - least) / 20);
    }
  }

  /** What was said is said of these seconds; the next answer begins anew. False if nothing could be said. */
  function judge(kind: "accept" | "reject", range: TimeRange): boolean {
    if (session.shown.step.value === null) {
      notice.value = words.hiddenMap;
      return false;
    }
    const drafted = kind === "accept" && draftToEdit(session.draft.value) !== null;
    if (drafted) desk.save({ keepRange: true });
    else if (!desk.judge(kind, range)) return false;
    const { confidence, comment } = NO_DRAFT;
    session.draft.value = { ...session.draft.value, confidence, comment };
    notice.value = words.judge.said[drafted ? "save" : kind](rangeText(range));
    return true;
  }

  function acceptNext(range: TimeRange): void {
    const { startSeconds, endSeconds } = range, { stepSeconds } = session.axis.value;
    if (!judge("accept", range)) return;
    const count = Math.round((endSeconds - startSeconds) / stepSeconds);
    const next = nextUnjudged(session.statuses.value, Math.round(endSeconds / stepSeconds), count);
    if (!next) return void (notice.value = words.judge.allJudged);
    const from = next.first * stepSeconds, to = next.end * stepSeconds;
    batch(() => {
      session.select(from, to);
      session.seek(from);
    });
    if (settings.get("moodline.review.autoplay").value) player.value?.playRange(from, to);
  }

  function propose(make: () => boolean, problem: string): void {
    correcting.keep();
    notice.value = make() ? "" : problem;
  }
  const copy = (side: "before" | "after") => () =>
    propose(() => drafting.copyNeighbour(side, `same-as-${side}`), words.judge.noNeighbour[side]);

  /** Whether a command has chosen the tool, and its cells are still to come. */
  let cursorWanted = false;
  const takeTool = (chosen: Tool) => () => {
    cursorWanted = tool.value !== chosen;
    tool.value = chosen;
  };

  const verbs: Record<Verb, (meant: TimeRange) => void> = {
    moveTool() {
      tool.value = "move";
      // Whoever chose it by a key goes on with the arrow keys.
      requestAnimationFrame(() => document.querySelector<HTMLElement>(RING)?.focus());
    },
    brushTool: takeTool("brush"),
    peakTool: takeTool("peak"),
    toolLess: () => change(-1),
    toolMore: () => change(1),
    toggleBrushDown: () => brush.down.value = !brush.down.value,
    accept: (meant) => void judge("accept", meant),
    reject: (meant) => void judge("reject", meant),
    acceptNext,
    sameAsBefore: copy("before"),
    sameAsAfter: copy("after"),
    interpolate: () => propose(() => drafting.interpolate("interpolate"), words.judge.nothingBetween),
    addNote: () => noting.value = true,
    record: recorder.toggle,
  };

  return {
    correcting,
    notice,
    noting,
    brush,
    paint,
    /** Dabs from one place to the next; gives where the next ones begin. */
    paintAlong(from: Point, to: Point, stroke: Stroke): Point {
      const places = dabsAlong(from, to);
      paint(places, stroke);
      return places.at(-1) ?? from;
    },
    peak,
    cursor,
    /** Whether the focus shall go to the cells that have come, once. */
    takeCursor(): boolean {
      const wanted = cursorWanted;
      cursorWanted = false;
      return wanted;
    },
    recorder,
    verbs,
    close: recorder.close,
    MapTool,
    StripTool,
    ToolOptions,
    Answer,
    NoteMarks,
  };
}

interface Stroke {
  /** Whether it makes less likely, when the brush makes likelier, and the other way round. */
  down: boolean;
  /** The brush's own unless it is said here. */
  shape?: BrushShape;
  tool: string;
}

export type Bench = ReturnType<typeof createBench>;
