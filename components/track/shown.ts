/**
 * What of a track is shown beside the usual.
 * @module
 */
import { standing } from "../../core/review/correction.ts";
import type { TrackEditor } from "../track_editor.ts";
import { versionNames } from "../versions.ts";
import type { Settings } from "../workbench/settings.ts";

/** Names of the two versions that are compared; null when none are. */
export function shownNames({ track, versions, session }: TrackEditor): [string, string] | null {
  if (!session.compared.value) return null;
  const whose = session.whose.value, { shown, compared } = versions.value;
  const nameOf = (id: string) => track.value.timelines.find((timeline) => timeline.modelId === id)?.modelName ?? "";
  return versionNames({ shown, compared }, { nameOf, whose, corrected: session.showCorrected.value });
}

/** Whether any lane or line is on whose code is fetched on use. */
export function showsMore({ session }: TrackEditor, settings: Settings): boolean {
  const isOn = (name: "ignorance" | "annotators" | "versions" | "markers") =>
    settings.get(`moodline.track.lanes.${name}`).value;
  return isOn("ignorance") || isOn("annotators") || isOn("versions") ||
    isOn("markers") && standing(session.edits.value).some(({ kind }) => kind === "note");
}
