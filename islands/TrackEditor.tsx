/**
 * The page of one track: listen, look, correct, retrain, compare.
 * @module
 */
import { computed, useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ActiveModelNote } from "../components/ActiveModelNote.tsx";
import { CorrectionPanel } from "../components/CorrectionPanel.tsx";
import { EmotionMap } from "../components/EmotionMap.tsx";
import { HelpDialog } from "../components/HelpDialog.tsx";
import { Lanes } from "../components/Lanes.tsx";
import { createPlayer, type Player } from "../components/player.ts";
import { Legend, MarkerKey, MoodNow, Readout, WhyThisMap } from "../components/Readout.tsx";
import { ReadingGuide } from "../components/ReadingGuide.tsx";
import { RetrainPanel } from "../components/RetrainPanel.tsx";
import { StatusBar } from "../components/StatusBar.tsx";
import { strings } from "../components/strings.ts";
import { runCommand } from "../components/track_commands.ts";
import { createTrackEditor, type TrackEditor as Editor } from "../components/track_editor.ts";
import { keepsKey, keyToCommand } from "../components/track_keys.ts";
import { UnfamiliarNote } from "../components/UnfamiliarNote.tsx";
import { Transport, ViewScrollbar } from "../components/Transport.tsx";
import { VersionBar } from "../components/VersionBar.tsx";
import { promotable, rollBackTarget } from "../components/versions.ts";
import type { ModelView, TrackView } from "../protocol/api.ts";

interface TrackEditorProps {
  track: TrackView;
  models: ModelView[];
}

export default function TrackEditor(props: TrackEditorProps) {
  const [editor, setEditor] = useState<Editor | null>(null);
  useEffect(() => {
    const made = createTrackEditor(props);
    setEditor(made);
    return made.close;
  }, []);
  return editor ? <Workbench editor={editor} /> : <p class="loading" role="status">{strings.track.loading}</p>;
}

function Workbench({ editor }: { editor: Editor }) {
  const { session, desk, outbox } = editor;
  const audio = useRef<HTMLAudioElement>(null);
  const [player, setPlayer] = useState<Player | null>(null);
  const meanLine = useSignal(true), pathLine = useSignal(false), help = useSignal(false);
  const [names] = useState(() => computed((): [string, string] | null => shownNames(editor)));
  useEffect(() => {
    const made = createPlayer(audio.current!, session);
    setPlayer(made);
    return made.close;
  }, []);
  useEffect(() => {
    if (!player) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || keepsKey(document.activeElement, event.key)) return;
      const command = keyToCommand(event);
      if (!command || (command.name === "save" && !desk.save())) return;
      event.preventDefault();
      runCommand(command, { session, desk, player, showHelp: () => help.value = true });
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [player]);

  const { value: models } = editor.models, { value: versions } = editor.versions;
  const active = models.find((model) => model.active);
  const promote = promotable(models, versions), rollBack = rollBackTarget(models);
  const hasTimeline = session.reviewed.value !== null;
  return (
    <>
      {editor.problem.value && <p class="banner error" role="alert">{editor.problem}</p>}
      {player?.failed.value && <p class="banner" role="status">{strings.track.audioFailed}</p>}
      <audio ref={audio} src={`${editor.base}/audio`} preload="auto" />
      {!hasTimeline ? <NoTimeline editor={editor} /> : (
        <div class="workbench" onClick={giveKeysBack}>
          <div class="editor">
            <VersionBar
              base={editor.base}
              available={editor.track.value.timelines}
              activeId={active?.id ?? null}
              versions={versions}
              onChoose={editor.show}
              showCorrected={session.showCorrected}
              colouring={session.colouring}
            />
            <ActiveModelNote
              active={active}
              available={editor.track.value.timelines}
              job={editor.analysis.value}
              onAnalyse={editor.analyse}
            />
            <UnfamiliarNote unfamiliarity={session.reviewed.value?.unfamiliarity} />
            <section class="timeline" id="lanes" aria-label={strings.track.lanes}>
              <Lanes
                session={session}
                peaks={editor.peaks}
                meanLine={meanLine}
                pathLine={pathLine}
                versions={names}
              />
              <ViewScrollbar session={session} />
            </section>
            <Transport
              session={session}
              player={player}
              meanLine={meanLine}
              pathLine={pathLine}
              onHelp={() => help.value = true}
            />
            <ReadingGuide model={models.find(({ id }) => id === versions.shown)} />
          </div>
          <aside class="side">
            <section class="panel panel-map" aria-label={strings.map.title}>
              <MoodNow session={session} />
              <div class={names.value ? "maps two" : "maps"}>
                <EmotionMap session={session} shown={session.shown} name={names.value?.[0]} editable />
                {names.value && (
                  <EmotionMap session={session} shown={session.other} name={names.value[1]} editable={false} />
                )}
              </div>
              <Legend session={session} />
              <MarkerKey />
              <Readout session={session} />
              <WhyThisMap session={session} base={editor.base} modelId={versions.shown} />
            </section>
            <CorrectionPanel
              session={session}
              desk={desk}
              outbox={outbox}
              onPlayRange={({ startSeconds, endSeconds }) => player?.playRange(startSeconds, endSeconds)}
            />
            <RetrainPanel
              ready={session.events.value.length > 0}
              job={editor.retraining.value}
              made={models.find(({ id }) => id === editor.made.value)?.name ?? null}
              error=""
              onRetrain={editor.retrain}
              onCancel={() => editor.retraining.value && editor.cancel(editor.retraining.value.id)}
              promote={promote?.name ?? null}
              rollBack={rollBack?.name ?? null}
              onPromote={() => promote && editor.promote(promote.id)}
              onRollBack={() => rollBack && editor.promote(rollBack.id)}
            />
          </aside>
        </div>
      )}
      <HelpDialog open={help.value} onClose={() => help.value = false} />
      <StatusBar connected={editor.stream.connected} waiting={outbox.letters.value.length} />
    </>
  );
}

/** After a click with the mouse Space plays again, instead of repeating the click. Keyboards keep their place. */
function giveKeysBack(event: MouseEvent): void {
  const clicked = (event.target as Element).closest("button, label, input");
  if (event.detail > 0 && clicked) (document.activeElement as HTMLElement | null)?.blur();
}

function shownNames({ track, versions, session }: Editor): [string, string] | null {
  const { shown, compared } = versions.value;
  if (!session.compared.value) return null;
  const nameOf = (id: string | null) =>
    track.value.timelines.find((timeline) => timeline.modelId === id)?.modelName ?? "";
  return [nameOf(shown), nameOf(compared)];
}

function NoTimeline({ editor }: { editor: Editor }) {
  const job = editor.analysis.value;
  const running = job?.state === "queued" || job?.state === "running";
  if (editor.track.value.timelines.length > 0) return <p class="loading" role="status">{strings.track.loading}</p>;
  return (
    <div class="empty">
      <h2>{strings.track.noTimeline}</h2>
      {running && job && (
        <>
          <p>{strings.track.analysing}</p>
          <progress value={job.progress} max={1} aria-label={strings.jobs.kinds.analyze} />
          <p class="muted">{job.message}</p>
        </>
      )}
      {job?.state === "failed" && <p class="error">{job.message}</p>}
      {!running && <button type="button" class="primary" onClick={editor.analyse}>{strings.track.analyse}</button>}
    </div>
  );
}
