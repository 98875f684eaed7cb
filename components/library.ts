/**
 * What the workbench knows of the server: tracks, jobs and models. It follows the server's events and sends files up.
 * @module
 */
import { computed, type Signal, signal } from "@preact/signals";
import type { JobView, ModelsView, ModelView, ServerEvent, TrackView } from "../protocol/api.ts";
import { attemptWith, onUse } from "./attempt.ts";
import { openEventStream } from "./event_stream.ts";
import { requestJson } from "./json_client.ts";
import type { ChosenFiles } from "./dropped_files.ts";
import type { NamedFile, UploadQueue } from "./upload_queue.ts";

/** What the server wrote into the page: all there is, or as much of it as the page shows. */
export interface GivenLibrary {
  tracks: TrackView[];
  jobs: JobView[];
  models: ModelView[];
  /** Whether that is all tracks, and all of each model's card. */
  whole: { tracks: boolean; models: boolean };
}

/** The code that sends files, fetched for the first one. */
const sending = () => onUse(Promise.all([import("./upload_queue.ts"), import("./send_file.ts")]));
/** Files sent at the same time: more would only wait for the same disk. */
const UPLOADS_AT_ONCE = 3;

export function createLibrary(given: GivenLibrary) {
  const tracks = signal(byId(given.tracks)), jobs = signal(byId(given.jobs));
  const models: Signal<readonly ModelView[]> = signal(given.models), whole = signal(given.whole);
  /** null until this page is alive and asks. */
  const connected: Signal<boolean | null> = signal(null);
  const problem = signal("");
  /** What was last chosen to be sent up. */
  const chosen: Signal<ChosenFiles | null> = signal(null);

  const attempt = attemptWith(problem);

  const put = (track: TrackView) => tracks.value = new Map(tracks.value).set(track.id, track);
  function putJob(job: JobView): void {
    // An answer may arrive after a newer event.
    if ((jobs.peek().get(job.id)?.updatedAt ?? 0) <= job.updatedAt) jobs.value = new Map(jobs.peek()).set(job.id, job);
  }

  async function readModels(): Promise<void> {
    models.value = (await requestJson<ModelsView>("/api/models")).models;
    whole.value = { ...whole.value, models: true };
  }

  async function refresh(): Promise<void> {
    const [all, open] = await Promise.all([
      requestJson<{ tracks: TrackView[] }>("/api/tracks"),
      requestJson<{ jobs: JobView[] }>("/api/jobs"),
    ]);
    tracks.value = byId(all.tracks);
    jobs.value = byId(open.jobs);
    whole.value = { ...whole.value, tracks: true };
    await readModels();
  }

  /** Null until there is something to send up. */
  const uploads: Signal<UploadQueue | null> = signal(null);

  async function sendUp(files: readonly NamedFile[]): Promise<void> {
    const [{ createUploadQueue }, { sendFile }] = await sending();
    uploads.value ??= createUploadQueue({
      atOnce: UPLOADS_AT_ONCE,
      async send(file, onProgress) {
        const answer = await sendFile("/api/tracks", file, { field: "files", onProgress });
        for (const { track, job } of JSON.parse(answer).uploads as { track: TrackView; job: JobView | null }[]) {
          if (!tracks.peek().has(track.id)) put(track); // an event may have told more by now
          if (job) putJob(job);
        }
      },
    });
    uploads.value.add(files);
  }

  const mayLeave = (event: BeforeUnloadEvent) => {
    const counts = uploads.peek()?.counts.peek();
    if (counts && counts.waiting + counts.sending > 0) event.preventDefault(); // the browser asks: what is not up yet would be lost
  };

  return {
    tracks,
    jobs,
    models,
    /** The model that analyses. */
    active: computed(() => models.value.find((model) => model.active) ?? null),
    whole,
    problem,
    uploads,
    chosen,
    add(files: ChosenFiles): void {
      chosen.value = files;
      attempt(() => sendUp(files.files));
    },
    connected,
    attempt,
    readModels,
    analyse: (trackIds: string[]) =>
      attempt(async () => {
        const { jobs: begun } = await requestJson<{ jobs: JobView[] }>("/api/analyses", { body: { trackIds } });
        begun.forEach(putJob);
      }),
    cancel: (jobId: string) => attempt(() => requestJson(`/api/jobs/${jobId}/cancel`, { method: "POST" })),
    /** Follows the server. @returns stops that. */
    open(): () => void {
      const stream = openEventStream<ServerEvent>("/api/events", {
        onGap: refresh,
        async onEvent(event) {
          if (event.type === "models") await readModels();
          if (event.type === "job") putJob(event.job);
          if (event.type === "track") put(await requestJson<TrackView>(`/api/tracks/${event.trackId}`));
        },
      });
      const stopTelling = stream.connected.subscribe((is) => connected.value = is);
      addEventListener("beforeunload", mayLeave);
      return () => {
        removeEventListener("beforeunload", mayLeave);
        stopTelling();
        stream.close();
      };
    },
  };
}

export type Library = ReturnType<typeof createLibrary>;

function byId<T extends { id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}
