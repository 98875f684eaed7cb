/**
 * Edits on their way to the server. They are written to the browser's storage before anything else happens and leave
 * it only when the server has them: a lost connection, a reload or a crash loses nothing. Each carries a key of its
 * own, so that sending one twice stores it once.
 * @module
 */
import { batch, signal } from "@preact/signals";
import type { KeptTexts } from "./browser_storage.ts";

export interface Letter {
  path: string;
  body: { clientKey: string; target?: string };
  /** Why the server will not have it. It stays until the user decides. */
  refusal?: string;
}

export interface OutboxOptions {
  storage: KeptTexts;
  /** Send one; gives the stored row's id. An error with `passing: false` is final. */
  send: (letter: Letter) => Promise<{ id: string }>;
  /** Wait before another attempt. */
  wait: (milliseconds: number) => Promise<void>;
  onSent?: (letter: Letter, answer: { id: string }) => void;
}

/** Where letters are kept; what was there and could not be read is put aside. */
export const OUTBOX_KEY = "moodline.outbox", DAMAGED_KEY = "moodline.outbox.damaged";
const LONGEST_WAIT_MS = 30_000;

export function createOutbox({ storage, send, wait, onSent }: OutboxOptions) {
  const letters = signal<Letter[]>([]);
  let shown = "[]", draining = false;

  function read(): Letter[] {
    const text = storage.getItem(OUTBOX_KEY) ?? "[]";
    try {
      const kept = JSON.parse(text);
      if (Array.isArray(kept)) return kept;
    } catch {
      // no JSON
    }
    storage.setItem(DAMAGED_KEY, text);
    storage.setItem(OUTBOX_KEY, "[]");
    return [];
  }

  /** Show what is in storage: another tab may have sent some of it. */
  function refresh(): Letter[] {
    const current = read(), text = JSON.stringify(current);
    if (text !== shown) {
      shown = text;
      letters.value = current;
    }
    return current;
  }
  refresh();

  /** Storage is read anew before every change: another tab may have changed it. */
  function change(edit: (current: Letter[]) => Letter[]): void {
    storage.setItem(OUTBOX_KEY, JSON.stringify(edit(read())));
    refresh();
  }

  function accept(sent: Letter, id: string): void {
    change((current) =>
      current.filter((letter) => letter.body.clientKey !== sent.body.clientKey).map((letter) =>
        // An undo that was made before its move was sent names the move by its key.
        letter.body.target === sent.body.clientKey ? { ...letter, body: { ...letter.body, target: id } } : letter
      )
    );
  }

  /** Send all that wait, in order; returns when none is left but refused ones. */
  async function drain(): Promise<void> {
    if (draining) return;
    draining = true;
    try {
      for (let waitMs = 1000;;) {
        const letter = refresh().find((candidate) => candidate.refusal === undefined);
        if (!letter) return;
        try {
          const answer = await send(letter);
          // Together: whoever shows both what is stored and what waits sees the letter once at any time.
          batch(() => {
            accept(letter, answer.id);
            onSent?.(letter, answer);
          });
          waitMs = 1000;
        } catch (error) {
          if ((error as { passing?: boolean }).passing === false) {
            const refusal = (error as Error).message;
            change((current) => current.map((l) => l.body.clientKey === letter.body.clientKey ? { ...l, refusal } : l));
          } else {
            await wait(waitMs);
            waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
          }
        }
      }
    } finally {
      draining = false;
    }
  }

  return {
    letters,
    refresh,
    drain,
    /** Keep a letter and start sending. */
    post(path: string, body: Letter["body"]): void {
      change((current) => [...current, { path, body }]);
      drain();
    },
    /** Try a refused letter again. */
    retry(clientKey: string): void {
      change((current) => current.map(({ refusal, ...l }) => l.body.clientKey === clientKey ? l : { ...l, refusal }));
      drain();
    },
    /** Throw a refused letter away: only ever because the user said so. */
    discard(clientKey: string): void {
      change((current) => current.filter((letter) => letter.body.clientKey !== clientKey));
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
