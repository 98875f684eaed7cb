/**
 * The page of one track: listen, look, correct, retrain, compare.
 * @module
 */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { browserStorage } from "./browser_storage.ts";
import { ActiveModelNote } from "./ActiveModelNote.tsx";
import { createCorrecting } from "./correcting/correcting.ts";
import { CorrectionList, CorrectionPanel } from "./CorrectionPanel.tsx";
import { Lanes } from "./Lanes.tsx";
import { createPlayer, type Player } from "./media/player.ts";
import { Legend, MarkerKey, MoodNow, Readout, WhyThisMap } from "./Readout.tsx";
import { ReadingGuide } from "./ReadingGuide.tsx";
import { RetrainPanel } from "./RetrainPanel.tsx";
import { strings } from "./strings.ts";
import { Maps, MapTools } from "./track/Maps.tsx";
import { shownNames, showsMore } from "./track/shown.ts";
import { openViews } from "./track/views_on_use.ts";
import { placeOf, returnTo, type TrackPlace } from "./track_place.ts";
import { createTrackEditor, type TrackEditor as Editor } from "./track_editor.ts";
import { trackOffer } from "./track_offer.ts";
import { UnfamiliarNote } from "./UnfamiliarNote.tsx";
import { Transport } from "./Transport.tsx";
import { wholeView } from "./time_axis.ts";
import { VersionBar } from "./VersionBar.tsx";
import { promotable, rollBackTarget } from "./versions.ts";
import type { TrackView } from "../protocol/api.ts";
import type { EditorProps } from "./workbench/editors.ts";
import { lazily } from "./workbench/lazily.tsx";
import { keyOfEditor } from "./workbench/workbench.ts";

const NoTimeline = lazily(() => import("./track/NoTimeline.tsx"));
const HelpDialog = lazily(() => import("./HelpDialog.tsx"));
const TrackHistory = lazily(() => import("./TrackHistory.tsx"));
const MoreLanes = lazily(() => import("./views/MoreLanes.tsx"));
const ViewScrollbar = lazily(() => import("./ViewScrollbar.tsx"));
const Tour = lazily(() => import("./views/Tour.tsx"));
const comparing = () => import("./comparing/Comparing.tsx");
const ComparingBar = lazily(async () => ({ default: (await comparing()).ComparingBar }));
const ComparingLanes = lazily(async () => ({ default: (await comparing()).ComparingLanes }));

/** Kept by a browser that has shown the tour. */
const TOURED = "moodline.toured";

type TrackEditorProps = EditorProps & { track: TrackView };

export default function TrackEditor(props: TrackEditorProps) {
  const [editor, setEditor] = useState<Editor | null>(null);
  useEffect(() => {
    const { workbench, path, groupId, search, track } = props;
    const made = createTrackEditor({
      track,
      models: workbench.library.models.peek(),
      outbox: workbench.outbox.peek()!,
      annotator: workbench.settings.get("moodline.review.annotator"),
      actor: workbench.actor,
      blindFirst: workbench.settings.get("moodline.review.blindFirst"),
      onSent: workbench.onSent,
      search,
      onSearch: (search) => workbench.setSearch(groupId, { path, search }),
    });
    const place = workbench.places.get(path) as TrackPlace | undefined;
    if (place) returnTo(made.session, place);
    setEditor(made);
    return () => {
      workbench.places.set(path, placeOf(made.session));
      made.close();
    };
  }, []);
  return editor ? <Review editor={editor} {...props} /> : <Loading />;
}

const Loading = () => <p class="loading" role="status">{strings.track.loading}</p>;

/** In the place of a timeline: it is on its way, or there is none. */
const Missing = ({ editor }: { editor: Editor }) =>
  editor.track.value.timelines.length > 0 ? <Loading /> : <NoTimeline editor={editor} />;

function Review({ editor, workbench, path, groupId, inSight }: TrackEditorProps & { editor: Editor }) {
  const { session, desk, outbox } = editor, { settings } = workbench, lanesId = useId();
  const [player, setPlayer] = useState<Player | null>(null);
  const element = useRef<HTMLDivElement>(null), editorKey = keyOfEditor(groupId, path);
  const [views] = useState(() => openViews({ editor, workbench, element }));
  const meanLine = settings.get("moodline.track.meanLine"), pathLine = settings.get("moodline.track.pathLine");
  const help = useSignal(false), tour = useSignal(false);
  const hasKeys = useComputed(() => workbench.activeKey.value === editorKey);
  const [correcting] = useState(() => createCorrecting({ session, desk, settings, hasKeys }));
  const isZoomed = useComputed(() => {
    const { startSeconds, endSeconds } = session.view.value;
    return endSeconds - startSeconds < wholeView(session.durationSeconds.value).endSeconds - 1e-6;
  });
  const names = useComputed(() => shownNames(editor)), more = useComputed(() => showsMore(editor, settings));
  useEffect(() => {
    const made = createPlayer(editor.base, session);
    setPlayer(made);
    correcting.player.value = made;
    const takeBack = workbench.commands.register(
      editorKey,
      trackOffer({
        editor,
        player: made,
        settings,
        correcting,
        showKeys: () => help.value = true,
        showTour: () => tour.value = true,
        showPanel: workbench.showPanel,
        panels: {
          history: () => <TrackHistory session={session} desk={desk} />,
          audit: () => <views.panels.audit />,
          expectation: () => <views.panels.expectation />,
        },
        later: (verb) =>
          views.load().then(({ handlers }) => handlers[verb](), () => editor.fail(strings.errors.unreachable)),
      }),
    );
    return () => {
      takeBack();
      correcting.close();
      views.close();
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
  useEffect(() => {
    if (!hasTimeline || !inSight || browserStorage.getItem(TOURED)) return;
    browserStorage.setItem(TOURED, "1");
    tour.value = true;
  }, [hasTimeline, inSight]);
  return (
    <>
      {editor.problem.value && <p class="banner error" role="alert">{editor.problem}</p>}
      {player?.failed.value && <p class="banner" role="status">{strings.track.audioFailed}</p>}
      {!hasTimeline ? <Missing editor={editor} /> : (
        <div ref={element} class="review" onClick={giveKeysBack}>
          <div class="review-bar">
            <VersionBar
              workbench={workbench}
              session={session}
              available={editor.track.value.timelines}
              activeId={active?.id ?? null}
              versions={versions}
              onChoose={editor.show}
            />
            {names.value && (
              <ComparingBar editor={editor} settings={settings} workbench={workbench} editorKey={editorKey} />
            )}
          </div>
          <div class="review-main">
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
                correcting={correcting}
                name={names.value?.[0] ?? null}
                entropy={settings.get("moodline.track.lanes.entropy")}
                compared={names.value && (
                  <ComparingLanes
                    editor={editor}
                    names={names.value}
                    settings={settings}
                    lines={{ meanLine, pathLine }}
                  />
                )}
                more={more.value && <MoreLanes session={session} settings={settings} />}
              />
              {isZoomed.value && <ViewScrollbar session={session} lanesId={lanesId} />}
            </section>
            <Transport
              session={session}
              player={player}
              onHelp={() =>
                help.value = true}
            />
            <ReadingGuide
              model={models.find(({ id }) => id === versions.shown)}
              open={settings.get("moodline.track.readingGuide").value}
              onToggle={(open) => settings.set("moodline.track.readingGuide", open)}
            />
          </div>
          <aside class="review-side">
            <div class="dock">
              <section class="panel panel-map" aria-label={strings.map.title}>
                <MoodNow session={session} />
                <Maps editor={editor} names={names.value} settings={settings} correcting={correcting} />
                <WhyThisMap session={session} base={editor.base} modelId={versions.shown} />
                <MapTools correcting={correcting} ready={player !== null} />
                <Legend session={session} />
                <MarkerKey />
                <Readout session={session} />
              </section>
              <CorrectionPanel
                session={session}
                desk={desk}
                outbox={outbox}
                correcting={correcting}
                onPlayRange={({ startSeconds, endSeconds }) => player?.playRange(startSeconds, endSeconds)}
              />
            </div>
            <CorrectionList session={session} desk={desk} />
            <RetrainPanel
              ready={session.events.value.length > 0}
              job={editor.retraining.value}
              made={models.find(({ id }) => id === editor.made.value)?.name ?? null}
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
      {tour.value && element.current && <Tour element={element.current} onClose={() => tour.value = false} />}
      {help.value && <HelpDialog workbench={workbench} onClose={() => help.value = false} />}
    </>
  );
}

/** After a click with the mouse Space plays again, instead of repeating the click. Keyboards keep their place. */
function giveKeysBack(event: MouseEvent): void {
  const clicked = (event.target as Element).closest("button, label, input");
  // A select has its list open: it gives the keys back once it has changed.
  const writes = document.activeElement?.matches("input[type=text], select");
  if (event.detail > 0 && clicked && !writes) (document.activeElement as HTMLElement | null)?.blur();
}
