/**
 * What happens in a workspace, told to whoever listens (the pages, by server-sent events). Nothing is kept: a listener
 * reads the store first and follows from there.
 * @module
 */
import type { JobRecord } from "../store/jobs.ts";

export type WorkspaceEvent =
  | { type: "job"; job: JobRecord }
  | { type: "track"; trackId: string }
  | { type: "models" };

type Listener = (event: WorkspaceEvent) => void;

/** Listeners by project, so that no project hears of another. */
export class EventBus {
  #listeners = new Map<string, Set<Listener>>();

  publish(projectId: string, event: WorkspaceEvent): void {
    for (const listener of this.#listeners.get(projectId) ?? []) listener(event);
  }

  /** @returns what ends the subscription. */
  subscribe(projectId: string, listener: Listener): () => void {
    const own = this.#listeners.getOrInsertComputed(projectId, () => new Set());
    own.add(listener);
    return () => own.delete(listener);
  }
}
