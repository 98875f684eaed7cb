/**
 * Corrections in plain words.
 * @module
 */
import type { Correction, EditContent } from "../core/review/correction.ts";
import { pointToWords } from "./mood_words.ts";
import { strings } from "./strings.ts";

/** What a correction says, in a few words: "slightly calm, very positive", "painted", "accepted". */
export function editToWords(edit: EditContent | Correction): string {
  const { kinds } = strings.correction;
  switch (edit.kind) {
    case "move":
      return pointToWords(edit.value);
    case "reshape":
      return kinds.reshape[edit.value.how];
    case "note":
      return edit.comment;
    default:
      return kinds[edit.kind];
  }
}
