/**
 * What stands behind the page of a track: it reads from the server, follows what happens there, and sends what the
 * annotator does.
 * @module
 */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { HeatmapTimeline } from "../core/emotion/timeline.ts";
import { columnsToTimeline } from "../core/emotion/timeline_columns.ts";
import type { CorrectionEvent } from "../core/review/correction.ts";
import { createApplying } from "./applying.ts";
import { attemptWith } from "./attempt.ts";
import { createCorrectionDesk, pendingEvents } from "./correction_desk.ts";
import { openDraft } from "./drafts.ts";
import { type EventStream, openEventStream } from "./event_stream.ts";
import { requestBytes, requestJson } from "./json_client.ts";
import { createTrackTiles } from "./media/track_tiles.ts";
import type { Letter, Outbox } from "./outbox.ts";
import { strings } from "./strings.ts";
import { createTrackSession } from "./track_session.ts";
import type { ListedJob } from "./track_state.ts";
import type { Comparison } from "./comparing/comparison.ts";
import {
  afterPromotion,
  chooseVersions,
  firstShown,
  searchOf,
  type ShownVersions,
  timelineAddress,
  type Version,
  versionsOf,
  whoseOf,
} from "./versions.ts";

/** What it needs to know of a track, a job and an event; the API tells more. */
export interface TrackInfo {
  id: string;
  /** Newest first. */
  timelines: { modelId: string; modelName: string; createdAt: number }[];
  correctionCount: number;
}

export interface JobInfo extends ListedJob {
  modelId: string | null;
}

type EditorEvent = { type: "job"; job: JobInfo } | { type: "track"; trackId: string } | { type: "models" };

interface TrackEditorOptions {
  track: TrackInfo;
  models: readonly Version[];
  outbox: Outbox;
  /** The name to be known by; the empty one is that of the actor. */
  annotator: ReadonlySignal<string>;
  /** What the server calls whoever gives no name. */
  actor: string;
  /** Whether predictions stay hidden until one has answered. */
  blindFirst: ReadonlySignal<boolean>;
  /** Tells of each edit that the server has. */
  onSent: (listener: (letter: Letter, answer: { id: string }) => void) => () => void;
  /** Query of the address: it names the versions on show, so that a reload or a colleague sees the same. */
  search: string;
  onSearch: (search: string) => void;
}

/** Everything of the editor that outlives a render. */
export function createTrackEditor(options: TrackEditorOptions) {
  const { track: givenTrack, models: givenModels, outbox } = options;
  const base = `/api/tracks/${givenTrack.id}`, correctionsPath = `${base}/corrections`;
  const track = signal(givenTrack), models = signal(givenModels);
  const versions: Signal<ShownVersions> = signal(versionsOf(options.search));
  /** How far the versions on show lie apart, once the code that tells it is here. */
  const comparison: Signal<Comparison | null> = signal(null);
  const tiles = createTrackTiles(base), problem = signal(""), unreadable = signal("");
  const analysis: Signal<JobInfo | null> = signal(null), retraining: Signal<JobInfo | null> = signal(null);
  /** Id of the version that was made while this page was open, once its timeline is shown. */
  const made: Signal<string | null> = signal(null);
  /** Id of a version that was made and whose timeline of this track is on its way. */
  let awaited: string | null = null;
  /** Id of a version whose timeline the annotator has asked for, beside the one on show. */
  let asked: string | null = null;
  const stopListening = options.onSent(({ path }, answer) => {
    const event = answer as CorrectionEvent;
    if (path !== correctionsPath || session.events.value.some(({ id }) => id === event.id)) return;
    session.events.value = [...session.events.value, event];
  });
  const isOwn = ({ annotator }: CorrectionEvent) =>
    annotator === "" || annotator === (options.annotator.value.trim() || options.actor);
  const applying = createApplying();
  const session = createTrackSession(applying.apply, pendingEvents(outbox, correctionsPath));
  const desk = createCorrectionDesk(session, {
    path: correctionsPath,
    kept: openDraft(givenTrack.id),
    outbox,
    newKey: () => crypto.randomUUID(),
    annotator: () => options.annotator.value.trim(),
    isOwn,
  });
  addEventListener("pagehide", desk.keep);
  // Whoever has gone on for two steps stays, and shall be able to correct without a connection, too.
  const stopApplying = applying.loadWhen(
    () => session.edits.value.length > 0 || session.draft.value.range !== null || session.stepIndex.value > 1,
    (isMissing) => {
      if (isMissing) problem.value = strings.errors.unreachable;
      else {
        if (problem.peek() === strings.errors.unreachable) problem.value = "";
        refresh(); // what waited for it is shown
      }
    },
  );
  const stopHiding = effect(() => void (session.blind.value = options.blindFirst.value ? isOwn : null));
  const timelines = new Map<string, Promise<HeatmapTimeline>>();

  const attempt = attemptWith(problem);

  function fetchTimeline(modelId: string): Promise<HeatmapTimeline> {
    const version = track.peek().timelines.find((timeline) => timeline.modelId === modelId);
    const key = `${modelId} ${version?.createdAt}`;
    const timeline = timelines.get(key) ??
      requestBytes(timelineAddress(givenTrack.id, modelId)).then(columnsToTimeline);
    timelines.set(key, timeline);
    timeline.catch(() => timelines.delete(key));
    return timeline;
  }

  async function show(asked: ShownVersions): Promise<void> {
    const available = track.peek().timelines.map(({ modelId }) => modelId);
    const activeId = models.peek().find((model) => model.active)?.id ?? null;
    const chosen = chooseVersions(available, { asked, activeId });
    versions.value = chosen;
    if (!chosen.shown) return;
    const comparedWhose = whoseOf(chosen.compared);
    const [reviewed, compared] = await Promise.all([
      fetchTimeline(chosen.shown),
      chosen.compared && fetchTimeline(comparedWhose === "all" ? chosen.compared : chosen.shown),
      session.edits.peek().length > 0 && applying.load(),
    ]);
    if (versions.peek() !== chosen) return; // another was chosen meanwhile
    batch(() => {
      session.open(reviewed, chosen.shown);
      session.compared.value = compared || null;
      session.comparedWhose.value = comparedWhose;
      if (!compared) session.whose.value = "all";
    });
    options.onSearch(searchOf(chosen));
    await tiles.open();
  }

  /** Read all that may have changed; keeps what is shown as long as it is there. */
  async function readAll(): Promise<void> {
    const [nextTrack, { events }, { models: nextModels }, { jobs }] = await Promise.all([
      requestJson<TrackInfo>(base),
      requestJson<{ events: CorrectionEvent[] }>(correctionsPath),
      requestJson<{ models: Version[] }>("/api/models"),
      requestJson<{ jobs: JobInfo[] }>("/api/jobs"),
    ]);
    // Events are only ever added: one that is known here and not there was stored after the answer was written.
    const told = new Set(events.map(({ id }) => id)), since = session.events.peek().filter(({ id }) => !told.has(id));
    batch(() => {
      track.value = nextTrack;
      session.events.value = [...events, ...since];
      models.value = nextModels;
    });
    await show(versions.peek());
    const { id } = retraining.peek() ?? {};
    const retrain = jobs.find((job) => id ? job.id === id : job.kind === "retrain" && job.state !== "done");
    for (const job of [retrain, jobs.find((job) => job.trackId === givenTrack.id)]) if (job) followJob(job);
  }

  /** In the background: a failure matters only while there is nothing to look at; the status bar tells of the rest. */
  async function refresh(): Promise<void> {
    try {
      await readAll();
      unreadable.value = "";
    } catch (error) {
      if (!session.reviewed.peek()) unreadable.value = (error as Error).message;
    }
  }

  /** A retraining has ended: look at what it made, beside what was shown before. */
  async function showMade(modelId: string): Promise<void> {
    awaited = null;
    await readAll();
    if (!track.peek().timelines.some((timeline) => timeline.modelId === modelId)) {
      await requestJson("/api/analyses", { body: { trackIds: [givenTrack.id], modelId } });
      awaited = modelId;
      return;
    }
    const before = versions.peek().shown;
    made.value = modelId;
    session.showCorrected.value = false;
    await show({ shown: modelId, compared: before });
  }

  async function showAsked(modelId: string): Promise<void> {
    asked = null;
    await readAll();
    await show({ shown: modelId, compared: versions.peek().shown });
  }

  function followJob(job: JobInfo): void {
    const of = job.kind === "retrain"
      ? retraining
      : job.kind === "analyze" && job.trackId === givenTrack.id
      ? analysis
      : null;
    const before = of?.peek();
    // A list that was asked for earlier may arrive after a newer event.
    if (!of || (before?.id === job.id && before.updatedAt > job.updatedAt)) return;
    of.value = job;
    if (job.state !== "done" || !job.modelId) return;
    const ended = job.kind === "retrain" && before?.id === job.id && before.state !== "done";
    if (ended || job.modelId === awaited) attempt(() => showMade(job.modelId!));
    else if (job.modelId === asked) attempt(() => showAsked(job.modelId!));
  }

  const stream: EventStream = openEventStream<EditorEvent>("/api/events", {
    onGap: refresh,
    async onEvent(event) {
      if (event.type === "job") followJob(event.job);
      if (event.type === "models" || (event.type === "track" && event.trackId === givenTrack.id)) await refresh();
    },
  });

  // At once: the page itself tells which timeline it will be, and that is the longest to come.
  const shown = firstShown(givenTrack, givenModels, options.search);
  if (shown) fetchTimeline(shown).catch(() => {}); // what is wrong with it is told once it is to be shown
  if (shown && givenTrack.correctionCount === 0) show(versions.peek()).catch(() => {});
  refresh();

  return {
    base,
    track,
    models,
    versions,
    comparison,
    tiles,
    problem: computed(() => problem.value || unreadable.value),
    /** Tell the user that something failed. */
    fail: (why: string) => problem.value = why,
    analysis,
    retraining,
    made,
    outbox,
    session,
    desk,
    stream,
    show: (asked: ShownVersions) => attempt(() => show(asked)),
    /** With the active model. */
    analyse: () =>
      attempt(async () => {
        if (versions.peek().shown) asked = models.peek().find((model) => model.active)?.id ?? null;
        await requestJson("/api/analyses", { body: { trackIds: [givenTrack.id] } });
      }),
    retrain: () =>
      attempt(async () => {
        made.value = null;
        retraining.value = await requestJson<JobInfo>("/api/models/retrain", { body: {} });
      }),
    cancel: (jobId: string) => attempt(() => requestJson(`/api/jobs/${jobId}/cancel`, { method: "POST" })),
    promote: (modelId: string) =>
      attempt(async () => {
        await requestJson(`/api/models/${modelId}/promote`, { method: "POST" });
        made.value = null;
        await readAll();
        await show(afterPromotion(versions.peek(), modelId));
      }),
    close() {
      stopListening();
      removeEventListener("pagehide", desk.keep);
      stopApplying();
      stopHiding();
      stream.close();
      tiles.close();
      desk.close();
      session.close();
    },
  };
}

export type TrackEditor = ReturnType<typeof createTrackEditor>;
