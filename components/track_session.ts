/**
 * What the track page knows and shows: a timeline, the edits on it, the one in the making, and the seconds in sight.
 * Everything shown follows from a few signals; nothing here touches the page or the network.
 * @module
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Point } from "../core/emotion/grid.ts";
import type { HeatmapTimeline, TimelineStep } from "../core/emotion/timeline.ts";
import { annotatorsOf, correctionsBy } from "../core/review/annotators.ts";
import type { applyCorrections } from "../core/review/apply.ts";
import { type CorrectionEvent, type EditContent, isReversal } from "../core/review/correction.ts";
import { stepStatuses } from "../core/review/status.ts";
import type { Surface } from "./Canvas.tsx";
import { type Draft, NO_DRAFT, withDraft } from "./draft.ts";
import { type Difference, mapDifference, mapScale } from "./map_painting.ts";
import { moveEdge, rangeBetween, rangeHolds, secondsToStep, type StepAxis } from "./selection.ts";
import { type Axis, type Strip, stripDifference, stripOf } from "./strip_painting.ts";
import { clampView, revealTime, type TimeView, wholeView, zoomView } from "./time_axis.ts";
import type { Whose } from "./versions.ts";

/** Ranges of up to so many steps are previewed on the strips while the ring is dragged: some 5 ms of work. */
const LIVE_STEPS = 180;
/** How long a longer one must rest. */
const REST_MS = 120;

/** What colours stand for: how likely a place is, or how much likelier than over the whole track. */
export type Colouring = "probability" | "movement";

/** One timeline as it is shown. */
export interface ShownTimeline {
  timeline: ReadonlySignal<HeatmapTimeline | null>;
  step: ReadonlySignal<TimelineStep | null>;
  arousal: ReadonlySignal<Strip | null>;
  valence: ReadonlySignal<Strip | null>;
}

/**
 * @param apply what makes a corrected timeline; null until its code is here: timelines are as their models made them.
 * @param pending edits on their way to the server.
 */
export function createTrackSession(
  apply: ReadonlySignal<typeof applyCorrections | null>,
  pending: ReadonlySignal<CorrectionEvent[]> = signal([]),
) {
  /** The timeline under review and, when comparing, the one it is compared with, as their models made them. */
  const reviewed: Signal<HeatmapTimeline | null> = signal(null);
  const compared: Signal<HeatmapTimeline | null> = signal(null);
  const whose: Signal<Whose> = signal("all"), comparedWhose: Signal<Whose> = signal("all");
  /** Id of the model version that made the reviewed one. */
  const reviewedModelId: Signal<string | null> = signal(null);
  /** Edits the server has. */
  const events: Signal<CorrectionEvent[]> = signal([]);
  const draft: Signal<Draft> = signal(NO_DRAFT);
  const showCorrected = signal(true);
  /** Tells own edits from those of others while a prediction stays hidden until one has answered; null if none does. */
  const blind: Signal<((event: CorrectionEvent) => boolean) | null> = signal(null);
  const colouring: Signal<Colouring> = signal("probability");
  /** Paints more over the strips of the reviewed timeline. */
  const overStrips: Signal<((surface: Surface, axis: Axis) => void) | null> = signal(null);
  const playhead = signal(0);
  const view: Signal<TimeView> = signal({ startSeconds: 0, endSeconds: 2 });

  const durationSeconds = computed(() => reviewed.value?.source.durationSeconds ?? 0);
  const axis = computed((): StepAxis => ({
    stepSeconds: reviewed.value?.stepSeconds ?? 1,
    durationSeconds: durationSeconds.value,
  }));
  const edits = computed(() => [...events.value, ...pending.value]);
  const stepIndex = computed(() => secondsToStep(playhead.value, axis.value));

  const annotators = computed(() => annotatorsOf(edits.value));
  const saved = computed(() => correctedBy(reviewed.value, whose.value));
  function correctedBy(timeline: HeatmapTimeline | null, who: Whose): HeatmapTimeline | null {
    if (!timeline || who === "none" || !apply.value || edits.value.length === 0) return timeline;
    return apply.value(timeline, who === "all" ? edits.value : correctionsBy(edits.value, who.annotator));
  }
  /** The correction in the making as the strips show it: of a long range only once it rests, as it costs too much. */
  const restingDraft = signal(draft.value);
  const stripDraft = computed(() => isLong(draft.value) ? restingDraft.value : draft.value);
  let resting: ReturnType<typeof setTimeout> | undefined;
  const stopResting = effect(() => {
    const current = draft.value;
    clearTimeout(resting);
    if (isLong(current)) resting = setTimeout(() => restingDraft.value = current, REST_MS);
  });
  function isLong({ range }: Draft): boolean {
    return range !== null && range.endSeconds - range.startSeconds > LIVE_STEPS * axis.peek().stepSeconds;
  }
  const preview = computed(() => saved.value && withDraft(saved.value, stripDraft.value, { apply: apply.value }));
  /** The one map at the playhead is always up to date. */
  const previewStep = computed(() => {
    const step = saved.value?.steps[stepIndex.value];
    if (!saved.value || !step) return null;
    return withDraft({ ...saved.value, steps: [step] }, draft.value, { apply: apply.value }).steps[0];
  });
  /** What annotators have said of each step of the reviewed timeline. */
  const statuses = computed(() =>
    reviewed.value ? stepStatuses({ ...reviewed.value, modelId: reviewedModelId.value }, edits.value) : []
  );
  /** Of each step whether its maps are hidden; null when none is. */
  const hidden = computed(() => {
    const isOwn = blind.value, timeline = reviewed.value;
    if (!isOwn || !timeline) return null;
    const own = edits.value.filter((event) => isReversal(event) || isOwn(event));
    return stepStatuses({ ...timeline, modelId: reviewedModelId.value }, own).map(({ state }) => state === "untouched");
  });
  const comparedSaved = computed(() => correctedBy(compared.value, comparedWhose.value));

  function shownOf(
    corrected: ReadonlySignal<HeatmapTimeline | null>,
    asMade: ReadonlySignal<HeatmapTimeline | null>,
    correctedStep?: ReadonlySignal<TimelineStep | null>,
  ): ShownTimeline {
    const timeline = computed(() => showCorrected.value ? corrected.value : asMade.value);
    const strip = (which: "arousal" | "valence") => computed(() => timeline.value && stripOf(timeline.value, which));
    const step = computed(() =>
      hidden.value?.[stepIndex.value]
        ? null
        : showCorrected.value && correctedStep
        ? correctedStep.value
        : timeline.value?.steps[stepIndex.value] ?? null
    );
    return { timeline, step, arousal: strip("arousal"), valence: strip("valence") };
  }
  const shown = shownOf(preview, reviewed, previewStep), predicted = shownOf(reviewed, reviewed);
  /** One person's version has that person's corrections whatever the reviewed one is shown with. */
  const other = shownOf(
    comparedSaved,
    computed(() => comparedWhose.value === "all" ? compared.value : comparedSaved.value),
  );

  /** Both versions share one scale, and editing does not change it: colours compare. */
  const mapMaximum = computed(() => scaleOf(mapScale));
  const stripMaximum = computed(() => {
    const of = (axisName: "arousal" | "valence") => scaleOf((_, timeline) => stripOf(timeline, axisName).maximum);
    return { arousal: of("arousal"), valence: of("valence") };
  });
  function scaleOf(scale: (steps: TimelineStep[], timeline: HeatmapTimeline) => number): number {
    const maxima = [reviewed.value, compared.value].filter((t) => t !== null).map((t) => scale(t.steps, t));
    return maxima.length > 0 ? Math.max(...maxima) : 1;
  }

  /** What movement is told from: the reviewed timeline as its model made it. Null while probabilities are shown. */
  const differences = computed((): Record<"map" | "arousal" | "valence", Difference> | null => {
    if (colouring.value === "probability" || !reviewed.value) return null;
    const of = (axisName: "arousal" | "valence") => stripDifference(stripOf(reviewed.value!, axisName));
    return { map: mapDifference(reviewed.value.steps), arousal: of("arousal"), valence: of("valence") };
  });

  let anchorStep = 0, headStep = 0;

  function seek(seconds: number): void {
    batch(() => {
      playhead.value = Math.min(durationSeconds.value, Math.max(0, seconds));
      view.value = revealTime(view.value, playhead.value, durationSeconds.value);
    });
  }

  /** What is meant: the selection, without one the step at the playhead. */
  const rangeOrStep = () => draft.value.range ?? rangeBetween(playhead.value, playhead.value, axis.value);

  /** Draft an edit, and go to where its effect can be seen. */
  function propose(edit: EditContent, tool: string): void {
    batch(() => {
      const range = rangeOrStep();
      draft.value = { ...draft.value, range, edit, tool };
      showCorrected.value = true;
      whose.value = "all";
      if (!rangeHolds(range, playhead.value)) seek(range.startSeconds);
    });
  }

  return {
    reviewed,
    reviewedModelId,
    compared,
    whose,
    comparedWhose,
    annotators,
    events,
    edits,
    draft,
    showCorrected,
    blind,
    hidden,
    colouring,
    overStrips,
    playhead,
    view,
    durationSeconds,
    axis,
    stepIndex,
    saved,
    statuses,
    shown,
    other,
    /** The reviewed timeline as its model made it. */
    predicted,
    mapMaximum,
    stripMaximum,
    differences,
    seek,
    /** Look `factor` times closer at the playhead, or at the middle when the playhead is out of sight. */
    zoom(factor: number): void {
      const { startSeconds, endSeconds } = view.value;
      const inSight = playhead.value >= startSeconds && playhead.value <= endSeconds;
      const anchor = inSight ? playhead.value : (startSeconds + endSeconds) / 2;
      view.value = zoomView(view.value, factor, anchor, durationSeconds.value);
    },
    close(): void {
      stopResting();
      clearTimeout(resting);
    },
    /** Move the playhead as playback does: the page turns only if the playhead was in sight. */
    advance(seconds: number): void {
      const { startSeconds, endSeconds } = view.peek(), before = playhead.peek();
      if (before >= startSeconds && before <= endSeconds) return seek(seconds);
      playhead.value = Math.min(durationSeconds.value, Math.max(0, seconds));
    },
    /** Show a timeline; looks at all of it when the piece is new. */
    open(timeline: HeatmapTimeline, modelId: string | null = null): void {
      batch(() => {
        const first = reviewed.value === null;
        reviewed.value = timeline;
        reviewedModelId.value = modelId;
        const duration = timeline.source.durationSeconds;
        view.value = first ? wholeView(duration) : clampView(view.value, duration);
        playhead.value = Math.min(playhead.value, duration);
      });
    },
    /** Select the whole steps between two times. */
    select(a: number, b: number): void {
      draft.value = { ...draft.value, range: rangeBetween(a, b, axis.value) };
    },
    nudge(edge: "start" | "end", bySteps: number): void {
      const { range } = draft.value;
      if (range) draft.value = { ...draft.value, range: moveEdge(range, edge, bySteps, axis.value) };
    },
    /** Shift+arrow: as in a text editor, one end of the selection stays, the other goes along with the playhead. */
    extend(bySteps: number): void {
      const { stepSeconds, durationSeconds } = axis.value, { range } = draft.value;
      const stepsOf = (a: number, b: number) =>
        rangeBetween((a + 0.5) * stepSeconds, (b + 0.5) * stepSeconds, axis.value);
      if (!range) anchorStep = headStep = stepIndex.value;
      else {
        const known = stepsOf(anchorStep, headStep);
        if (known.startSeconds !== range.startSeconds || known.endSeconds !== range.endSeconds) {
          anchorStep = secondsToStep(range.startSeconds, axis.value);
          headStep = secondsToStep(range.endSeconds - stepSeconds / 2, axis.value);
        }
        headStep = secondsToStep(Math.min(durationSeconds, (headStep + bySteps) * stepSeconds), axis.value);
      }
      draft.value = { ...draft.value, range: stepsOf(anchorStep, headStep) };
      seek(headStep * stepSeconds);
    },
    rangeOrStep,
    propose,
    /** Ask for a mean. */
    aim: (target: Point, tool: string) => propose({ kind: "move", value: target }, tool),
  };
}

export type TrackSession = ReturnType<typeof createTrackSession>;
