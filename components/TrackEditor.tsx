/**
 * The page of one track: listen, look, correct, retrain, compare.
 * @module
 */
import { computed, useSignal } from "@preact/signals";
import { useEffect, useId, useState } from "preact/hooks";
import { ActiveModelNote } from "./ActiveModelNote.tsx";
import { CorrectionPanel } from "./CorrectionPanel.tsx";
import { EmotionMap } from "./EmotionMap.tsx";
import { Lanes } from "./Lanes.tsx";
import { createPlayer, type Player } from "./media/player.ts";
import { Legend, MarkerKey, MoodNow, Readout, WhyThisMap } from "./Readout.tsx";
import { ReadingGuide } from "./ReadingGuide.tsx";
import { RetrainPanel } from "./RetrainPanel.tsx";
import { strings } from "./strings.ts";
import { createTrackEditor, type TrackEditor as Editor } from "./track_editor.ts";
import { trackOffer } from "./track_offer.ts";
import { UnfamiliarNote } from "./UnfamiliarNote.tsx";
import { Transport, ViewScrollbar } from "./Transport.tsx";
import { VersionBar } from "./VersionBar.tsx";
import { promotable, rollBackTarget } from "./versions.ts";
import type { TrackView } from "../protocol/api.ts";
import type { EditorProps } from "./workbench/editors.ts";
import { lazily } from "./workbench/lazily.tsx";
import { keyOfEditor } from "./workbench/workbench.ts";

const HelpDialog = lazily(() => import("./HelpDialog.tsx"));
const TrackHistory = lazily(() => import("./TrackHistory.tsx"));

type TrackEditorProps = EditorProps & { track: TrackView };

export default function TrackEditor(props: TrackEditorProps) {
  const [editor, setEditor] = useState<Editor | null>(null);
  useEffect(() => {
    const { workbench, path, groupId, search, track } = props;
    const made = createTrackEditor({
      track,
      models: workbench.library.models.peek(),
      outbox: workbench.outbox.peek()!,
      onSent: workbench.onSent,
      search,
      onSearch: (search) => workbench.setSearch(groupId, { path, search }),
    });
    setEditor(made);
    return made.close;
  }, []);
  return editor ? <Review editor={editor} {...props} /> : <p class="loading" role="status">{strings.track.loading}</p>;
}

function Review({ editor, workbench, path, groupId, inSight }: TrackEditorProps & { editor: Editor }) {
  const { session, desk, outbox } = editor, { settings } = workbench, lanesId = useId();
  const [player, setPlayer] = useState<Player | null>(null);
  const meanLine = settings.get("moodline.track.meanLine"), pathLine = settings.get("moodline.track.pathLine");
  const help = useSignal(false);
  const [names] = useState(() => computed((): [string, string] | null => shownNames(editor)));
  useEffect(() => {
    const made = createPlayer(editor.base, session);
    setPlayer(made);
    const takeBack = workbench.commands.register(
      keyOfEditor(groupId, path),
      trackOffer({
        editor,
        player: made,
        settings,
        showKeys: () => help.value = true,
        showHistory: () => workbench.change((current) => ({ ...current, panelOpen: true })),
        history: () => <TrackHistory session={session} />,
      }),
    );
    return () => {
      takeBack();
      made.close();
    };
  }, []);
  useEffect(() => {
    if (!inSight && player?.playing.peek()) player.toggle();
  }, [inSight]);

  const { value: models } = editor.models, { value: versions } = editor.versions;
  const active = models.find((model) => model.active);
  const promote = promotable(models, versions), rollBack = rollBackTarget(models);
  const hasTimeline = session.reviewed.value !== null;
  return (
    <>
      {editor.problem.value && <p class="banner error" role="alert">{editor.problem}</p>}
      {player?.failed.value && <p class="banner" role="status">{strings.track.audioFailed}</p>}
      {!hasTimeline ? <NoTimeline editor={editor} /> : (
        <div class="review" onClick={giveKeysBack}>
          <div class="review-main">
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
            <section class="timeline" id={lanesId} aria-label={strings.track.lanes}>
              <Lanes
                session={session}
                tiles={editor.tiles}
                spectrogram={settings.get("moodline.track.spectrogram")}
                onScrub={(seconds) => player ? player.scrub(seconds) : session.seek(seconds)}
                meanLine={meanLine}
                pathLine={pathLine}
                versions={names}
              />
              <ViewScrollbar session={session} lanesId={lanesId} />
            </section>
            <Transport
              session={session}
              player={player}
              settings={settings}
              onHelp={() => help.value = true}
            />
            <ReadingGuide
              model={models.find(({ id }) => id === versions.shown)}
              open={settings.get("moodline.track.readingGuide").value}
              onToggle={(open) => settings.set("moodline.track.readingGuide", open)}
            />
          </div>
          <aside class="review-side">
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
      {help.value && <HelpDialog workbench={workbench} onClose={() => help.value = false} />}
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
