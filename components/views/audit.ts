/**
 * The audit of the version on show: what was found, made anew when corrections arrive, and hearing the sound for it.
 * @module
 */
import { computed, effect, type Signal, signal } from "@preact/signals";
import type { AuditFinding } from "../../core/review/audit.ts";
import type { AuditView, JobView } from "../../protocol/api.ts";
import { attemptWith } from "../attempt.ts";
import { openEventStream } from "../event_stream.ts";
import { requestJson } from "../json_client.ts";
import type { TrackEditor } from "../track_editor.ts";

type Event = { type: string; job?: JobView };

export function createAudit(editor: Pick<TrackEditor, "base" | "versions" | "session" | "track">) {
  const { base, versions, session } = editor;
  const view: Signal<AuditView | null> = signal(null), problem = signal(""), job: Signal<JobView | null> = signal(null);
  const path = () => `${base}/audit${versions.peek().shown ? `?model=${versions.peek().shown}` : ""}`;
  let latest = 0;

  const attempt = attemptWith(problem);
  let reading: Promise<void> = Promise.resolve();
  const read = () =>
    reading = attempt(async () => {
      const turn = ++latest, found = await requestJson<AuditView>(path());
      if (turn === latest) view.value = found;
    });

  function follow(next: JobView): void {
    const before = job.peek();
    if (before?.id === next.id && before.updatedAt > next.updatedAt) return; // it was overtaken
    job.value = next;
    if (next.state === "done") read();
    if (next.state === "failed") problem.value = next.message;
  }
  const stream = openEventStream<Event>("/api/events", {
    onGap: () => job.peek() && requestJson<JobView>(`/api/jobs/${job.peek()!.id}`).then(follow),
    onEvent(event) {
      if (event.job?.kind === "audit" && event.job.trackId === editor.track.peek().id) follow(event.job);
    },
  });
  const shown = computed(() => versions.value.shown);
  const stop = effect(() => {
    session.events.value; // whoever corrected it
    if (shown.value) read();
  });

  const inOrder = computed(() => (view.value?.findings ?? []).toSorted((a, b) => a.startSeconds - b.startSeconds));
  return {
    view,
    problem,
    /** Progress of hearing the sound, 0 … 1; null while nobody does. */
    hearing: computed(() => isRunning(job.value) ? job.value!.progress : null),
    /** When what was asked for last is here. */
    ready: () => reading,
    check: () => attempt(async () => follow(await requestJson<JobView>(path(), { method: "POST" }))),
    /** The finding that begins next, as seen from a time; null if there is none that way. */
    next: (way: "next" | "previous", fromSeconds: number): AuditFinding | null =>
      (way === "next"
        ? inOrder.value.find(({ startSeconds }) => startSeconds > fromSeconds + 1e-6)
        : inOrder.value.findLast(({ startSeconds }) => startSeconds < fromSeconds - 1e-6)) ?? null,
    close(): void {
      stop();
      stream.close();
    },
  };
}

export type Audit = ReturnType<typeof createAudit>;

const isRunning = (job: JobView | null) => job?.state === "queued" || job?.state === "running";
