/**
 * Which model versions a track page shows, and what can be promoted or taken back.
 * @module
 */

/** What it needs to know of a model. */
export interface Version {
  id: string;
  name: string;
  parentId: string | null;
  active: boolean;
  /** What the model file says about itself; pages that show none are given only its description. */
  card?: Record<string, unknown>;
}

/** The timeline on show and the one it is compared with, by model. */
export interface ShownVersions {
  shown: string | null;
  compared: string | null;
}

/**
 * What was asked for as far as there are timelines of it; else the active model's timeline, else the newest.
 * @param available models that the track has timelines of, newest first.
 */
export function chooseVersions(
  available: readonly string[],
  { asked, activeId }: { asked: ShownVersions; activeId: string | null },
): ShownVersions {
  const has = (id: string | null) => id !== null && available.includes(id);
  const shown = has(asked.shown) ? asked.shown : has(activeId) ? activeId : available[0] ?? null;
  return { shown, compared: has(asked.compared) && asked.compared !== shown ? asked.compared : null };
}

/** Of the versions on show the one that could be made the active one; going back has a way of its own. */
export function promotable(versions: readonly Version[], { shown, compared }: ShownVersions): Version | null {
  const back = rollBackTarget(versions);
  const inactive = (id: string | null) =>
    versions.find((version) => version.id === id && !version.active && version !== back);
  return inactive(shown) ?? inactive(compared) ?? null;
}

/** What to look at when a version has become the active one: it first, and still beside whatever it was compared with. */
export function afterPromotion({ shown, compared }: ShownVersions, promotedId: string): ShownVersions {
  return { shown: promotedId, compared: compared === promotedId ? shown : compared };
}

/** Where rolling back leads: the version that the active one was made from. */
export function rollBackTarget(versions: readonly Version[]): Version | null {
  const active = versions.find((version) => version.active);
  return versions.find(({ id }) => id === active?.parentId) ?? null;
}
