/**
 * Many files on their way up, a few at a time.
 * @module
 */
import { type Signal, signal } from "@preact/signals";

export type UploadState = "waiting" | "sending" | "done" | "failed";

/** A file under the name it is to have, folders included. */
export interface NamedFile {
  file: File;
  name: string;
}

export interface Upload extends NamedFile {
  state: Signal<UploadState>;
  /** Share of the bytes that are up, 0 … 1. */
  fraction: Signal<number>;
  /** Why it failed: the server's words. */
  message: Signal<string>;
}

export type SendFile = (file: NamedFile, onProgress: (fraction: number) => void) => Promise<void>;

export function createUploadQueue({ send, atOnce }: { send: SendFile; atOnce: number }) {
  const uploads = signal<Upload[]>([]);
  /** Counts of each state, so that a list of thousands need not be walked to show them. */
  const counts = signal<Record<UploadState, number>>({ waiting: 0, sending: 0, done: 0, failed: 0 });
  const waiting: Upload[] = [];
  let sending = 0;

  function setState(upload: Upload, state: UploadState): void {
    const next = { ...counts.value };
    next[upload.state.value]--;
    next[state]++;
    upload.state.value = state;
    counts.value = next;
  }

  async function sendOne(upload: Upload): Promise<void> {
    setState(upload, "sending");
    try {
      await send(upload, (fraction) => upload.fraction.value = fraction);
      setState(upload, "done");
    } catch (error) {
      upload.message.value = (error as Error).message;
      setState(upload, "failed");
    }
  }

  function fill(): void {
    while (sending < atOnce && waiting.length > 0) {
      sending++;
      sendOne(waiting.shift()!).then(() => {
        sending--;
        fill();
      });
    }
  }

  function wait(upload: Upload): void {
    waiting.push(upload);
    fill();
  }

  return {
    uploads,
    counts,
    add(files: readonly NamedFile[]): void {
      const added = files.map(({ file, name }): Upload => ({
        file,
        name,
        state: signal("waiting"),
        fraction: signal(0),
        message: signal(""),
      }));
      uploads.value = [...uploads.value, ...added];
      counts.value = { ...counts.value, waiting: counts.value.waiting + added.length };
      for (const upload of added) wait(upload);
    },
    retry(upload: Upload): void {
      upload.fraction.value = 0;
      upload.message.value = "";
      setState(upload, "waiting");
      wait(upload);
    },
    /** Forget what is done or failed. */
    clear(): void {
      uploads.value = uploads.value.filter(({ state }) => state.value === "waiting" || state.value === "sending");
      counts.value = { ...counts.value, done: 0, failed: 0 };
    },
  };
}

export type UploadQueue = ReturnType<typeof createUploadQueue>;
