/**
 * Which model versions a track page shows, and what can be promoted or taken back.
 * @module
 */

import { strings } from "./strings.ts";

/** Whose corrections a timeline is shown with. */
export type Whose = "all" | "none" | { annotator: string };

/** What it needs to know of a model. */
export interface Version {
  id: string;
  name: string;
  parentId: string | null;
  active: boolean;
  /** What the model file says about itself; pages that show none are given only its description. */
  card?: Record<string, unknown>;
}

/** The timeline on show and the one it is compared with: by model, or the one on show as other people made it. */
export interface ShownVersions {
  shown: string | null;
  /** Id of a model, {@link PREDICTED} or {@link byAnnotator}. */
  compared: string | null;
}

/** The reviewed version without corrections. */
export const PREDICTED = "predicted";
const BY = "by:";

/** The reviewed version as one annotator corrected it. */
export const byAnnotator = (name: string) => BY + name;

/** Whose corrections the compared version has. */
export function whoseOf(compared: string | null): Whose {
  if (compared === PREDICTED) return "none";
  return compared?.startsWith(BY) ? { annotator: compared.slice(BY.length) } : "all";
}

/** Names of the two versions that are compared. */
export function versionNames(
  { shown, compared }: ShownVersions,
  { nameOf, whose, corrected }: {
    /** Of a model. */
    nameOf: (id: string) => string;
    whose: Whose;
    /** Whether the first is shown with corrections. */
    corrected: boolean;
  },
): [string, string] {
  const theirs = whoseOf(compared), words = strings.track;
  const told = (who: Whose) => typeof who === "object" ? words.correctedBy(who.annotator) : words.corrected;
  if (theirs === "all") {
    const name = nameOf(shown ?? "");
    return [typeof whose === "object" ? `${name}: ${told(whose)}` : name, nameOf(compared ?? "")];
  }
  return [corrected ? told(whose) : words.asPredicted, theirs === "none" ? words.asPredicted : told(theirs)];
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
  const comparable = whoseOf(asked.compared) !== "all" || has(asked.compared) && asked.compared !== shown;
  return { shown, compared: comparable ? asked.compared : null };
}

/** The query of an address that names versions, and the versions that a query names. */
export function searchOf({ shown, compared }: ShownVersions): string {
  const query = new URLSearchParams();
  if (shown) query.set("model", shown);
  if (compared) query.set("compare", compared);
  return query.size > 0 ? `?${query}` : "";
}

export function versionsOf(search: string): ShownVersions {
  const query = new URLSearchParams(search);
  return { shown: query.get("model"), compared: query.get("compare") };
}

/** The version that the page of a track begins with: by it the page is fetched ahead what it will ask for. */
export function firstShown(
  { timelines }: { timelines: readonly { modelId: string }[] },
  models: readonly Version[],
  search: string,
): string | null {
  const activeId = models.find((model) => model.active)?.id ?? null;
  return chooseVersions(timelines.map(({ modelId }) => modelId), { asked: versionsOf(search), activeId }).shown;
}

/** Where the timeline of a track by a model is. */
export const timelineAddress = (trackId: string, modelId: string) =>
  `/api/tracks/${trackId}/timeline/columns?model=${modelId}`;

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
