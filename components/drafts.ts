/**
 * Where drafts are kept until they are sent. Every editor of a track has a draft of its own, also when two groups show
 * the same track; a window goes on with its own drafts, a new one with what others have left.
 * @module
 */
import { browserStorage, createBrowserStorage, type KeptTexts } from "./browser_storage.ts";
import { type Draft, readDraft } from "./draft.ts";

/** The draft of one editor. */
export interface KeptDraft {
  /** What there is to go on with. */
  first: Draft;
  /** What a draft is sent under: a copy that another window sends unchanged, too, is stored once. */
  clientKeyOf(draft: Draft): string;
  keep(draft: Draft): void;
  close(): void;
}

export interface DraftsOptions {
  /** Of this window. */
  own: KeptTexts;
  /** Of all windows, also of those to come. */
  shared: KeptTexts;
  /** A new unique key. */
  newKey: () => string;
}

const asksForNothing = (json: string | null) => readDraft(json).range === null;

export function createDrafts({ own, shared, newKey }: DraftsOptions) {
  /** Places of drafts that an editor of this window has. */
  const taken = new Set<string>();
  const read = (place: string) => own.getItem(place) ?? shared.getItem(place);

  return function openDraft(trackId: string): KeptDraft {
    const first = `moodline.draft.${trackId}`, free = [first, `${first}.2`].filter((place) => !taken.has(place));
    const place = free.find((place) => !asksForNothing(read(place))) ?? free[0] ?? first;
    taken.add(place);
    const json = read(place), draft = readDraft(json), clientKeys = new WeakMap<Draft, string>();
    const known = asksForNothing(json) ? undefined : JSON.parse(json!).clientKey;
    if (typeof known === "string") clientKeys.set(draft, known);

    function clientKeyOf(draft: Draft): string {
      const key = clientKeys.get(draft) ?? newKey();
      clientKeys.set(draft, key);
      return key;
    }
    return {
      first: draft,
      clientKeyOf,
      keep(draft) {
        const before = own.getItem(place), json = JSON.stringify({ ...draft, clientKey: clientKeyOf(draft) });
        // What another window has left is not cleared by one that has nothing to keep.
        if (draft.range !== null || shared.getItem(place) === before) shared.setItem(place, json);
        own.setItem(place, json);
      },
      close: () => void taken.delete(place),
    };
  };
}

/** Those of this window. */
export const openDraft = createDrafts({
  own: createBrowserStorage(() => sessionStorage),
  shared: browserStorage,
  newKey: () => crypto.randomUUID(),
});
