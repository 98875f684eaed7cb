/**
 * The editor of a track, once it is known what track that is.
 * @module
 */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TrackView } from "../../protocol/api.ts";
import { requestJson } from "../json_client.ts";
import { strings } from "../strings.ts";
import TrackEditor from "../TrackEditor.tsx";
import { CreditLine, TrackName } from "../TrackName.tsx";
import { trackIdOf } from "./address.ts";
import type { EditorProps } from "./editors.ts";

export default function TrackTab(props: EditorProps) {
  const { library, credits } = props.workbench, id = trackIdOf(props.path)!;
  const fetched = useSignal<TrackView | null>(null), problem = useSignal("");
  const track = library.tracks.value.get(id) ?? fetched.value;
  useEffect(() => {
    if (track) return;
    requestJson<TrackView>(`/api/tracks/${id}`).then(
      (found) => fetched.value = found,
      (error) => problem.value = (error as Error).message,
    );
  }, []);
  if (!track) {
    return problem.value
      ? (
        <div class="empty">
          <h1>{strings.workbench.noTrack}</h1>
          <p class="error">{problem}</p>
          <a class="button" href="/">{strings.errors.backToTracks}</a>
        </div>
      )
      : <p class="loading" role="status">{strings.workbench.loading}</p>;
  }
  const credit = credits[track.sha256];
  return (
    <>
      <div class="track-title" title={track.name}>
        <h1>
          <TrackName name={track.name} />
        </h1>
        {credit && <CreditLine credit={credit} />}
      </div>
      <TrackEditor {...props} track={track} />
    </>
  );
}
