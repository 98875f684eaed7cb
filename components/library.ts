/**
 * What stands behind the list of tracks: it follows the server's events and sends files up.
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import { openEventStream } from "./event_stream.ts";
import { requestJson } from "./json_client.ts";
import { openServerOutbox } from "./server_outbox.ts";
import { sendFile } from "./send_file.ts";
import type { Listed } from "./track_order.ts";
import type { ListedJob } from "./track_state.ts";
import { createUploadQueue } from "./upload_queue.ts";

/** What it needs to know of a track; the API tells more. */
export interface LibraryTrack extends Listed {
  id: string;
  sha256: string;
  timelines: { modelId: string; modelName: string }[];
}

/** The model that analyses. */
export interface ActiveModel {
  id: string;
  name: string;
}

type LibraryEvent = { type: "job"; job: ListedJob } | { type: "track"; trackId: string } | { type: "models" };

/** Files sent at the same time: more would only wait for the same disk. */
const UPLOADS_AT_ONCE = 3;

export function createLibrary<T extends LibraryTrack>(
  given: { tracks: T[]; jobs: ListedJob[]; active: ActiveModel | null },
) {
  const tracks: Signal<Map<string, T>> = signal(byId(given.tracks));
  const jobs: Signal<Map<string, ListedJob>> = signal(byId(given.jobs));
  const active: Signal<ActiveModel | null> = signal(given.active);
  const problem = signal("");

  /** What the user asked for; why it failed stays until something else is asked for. */
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    problem.value = "";
    await work().catch((error) => problem.value = (error as Error).message);
  }

  const put = (track: T) => tracks.value = new Map(tracks.value).set(track.id, track);
  function putJob(job: ListedJob): void {
    // An answer may arrive after a newer event.
    if ((jobs.peek().get(job.id)?.updatedAt ?? 0) <= job.updatedAt) jobs.value = new Map(jobs.peek()).set(job.id, job);
  }

  async function readActive(): Promise<void> {
    const { models } = await requestJson<{ models: (ActiveModel & { active: boolean })[] }>("/api/models");
    active.value = models.find((model) => model.active) ?? null;
  }

  async function refresh(): Promise<void> {
    const [all, open] = await Promise.all([
      requestJson<{ tracks: T[] }>("/api/tracks"),
      requestJson<{ jobs: ListedJob[] }>("/api/jobs"),
    ]);
    tracks.value = byId(all.tracks);
    jobs.value = byId(open.jobs);
    await readActive();
  }

  const uploads = createUploadQueue({
    atOnce: UPLOADS_AT_ONCE,
    async send(file, onProgress) {
      const answer = await sendFile("/api/tracks", file, { field: "files", onProgress });
      for (const { track, job } of JSON.parse(answer).uploads as { track: T; job: ListedJob | null }[]) {
        if (!tracks.peek().has(track.id)) put(track); // an event may have told more by now
        if (job) putJob(job);
      }
    },
  });

  const stream = openEventStream<LibraryEvent>("/api/events", {
    onGap: refresh,
    async onEvent(event) {
      if (event.type === "models") await readActive();
      if (event.type === "job") putJob(event.job);
      if (event.type === "track") put(await requestJson<T>(`/api/tracks/${event.trackId}`));
    },
  });

  const mayLeave = (event: BeforeUnloadEvent) => {
    const { waiting, sending } = uploads.counts.peek();
    if (waiting + sending > 0) event.preventDefault(); // the browser asks: what is not up yet would be lost
  };
  addEventListener("beforeunload", mayLeave);

  return {
    tracks,
    jobs,
    active,
    problem,
    /** Corrections that a track's page could not send. */
    outbox: openServerOutbox(),
    uploads,
    connected: stream.connected,
    analyse: (trackIds: string[]) =>
      attempt(async () => {
        const { jobs: begun } = await requestJson<{ jobs: ListedJob[] }>("/api/analyses", { body: { trackIds } });
        begun.forEach(putJob);
      }),
    cancel: (jobId: string) => attempt(() => requestJson(`/api/jobs/${jobId}/cancel`, { method: "POST" })),
    close() {
      removeEventListener("beforeunload", mayLeave);
      stream.close();
    },
  };
}

function byId<T extends { id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
