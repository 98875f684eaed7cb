/**
 * The page that listens: the map of the last second, while a microphone or a file is heard.
 * @module
 */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../components/Icon.tsx";
import { LiveFigures } from "../components/LiveFigures.tsx";
import { LivePicture } from "../components/LivePicture.tsx";
import { createLiveSession, type LiveSession } from "../components/live_session.ts";
import { strings } from "../components/strings.ts";

interface LiveMapProps {
  model: { id: string; name: string } | null;
  tracks: { id: string; name: string }[];
  worklet: string;
}

export default function LiveMap({ model, tracks, worklet }: LiveMapProps) {
  return (
    <div class="page">
      <h1>{strings.live.title}</h1>
      <p class="lead">{strings.live.lead}</p>
      {model ? <Listening model={model} tracks={tracks} worklet={worklet} /> : (
        <div class="empty">
          <p>{strings.live.noModel}</p>
          <a class="button" href="/models">{strings.live.toModels}</a>
        </div>
      )}
    </div>
  );
}

type ListeningProps = LiveMapProps & { model: { id: string; name: string } };

function Listening({ model, tracks, worklet }: ListeningProps) {
  const [session, setSession] = useState<LiveSession | null>(null);
  useEffect(() => {
    // For tests and the curious: /live?backend=webgl
    const backend = new URL(location.href).searchParams.get("backend");
    const made = createLiveSession({
      modelUrl: `/api/models/${model.id}/file`,
      worklet,
      createWorker: () => new Worker(new URL("../workers/live.ts", import.meta.url), { type: "module" }),
      backends: backend ? [backend] : undefined,
    });
    setSession(made);
    return made.close;
  }, []);
  return (
    <>
      <p class="muted">{strings.live.model(model.name)}</p>
      {session && (
        <div class="live-bench">
          <section class="live-map" aria-label={strings.map.title}>
            <LivePicture session={session} />
          </section>
          <div class="live-side">
            <Sources session={session} tracks={tracks} />
            <LiveFigures session={session} />
            <p class="muted">{strings.live.hint}</p>
          </div>
        </div>
      )}
    </>
  );
}

function Sources({ session, tracks }: { session: LiveSession; tracks: LiveMapProps["tracks"] }) {
  /** What the player plays; every start gets a player of its own, for its sound can be tapped but once. */
  const played = useSignal<{ src: string; start: number } | null>(null);
  const input = useRef<HTMLInputElement>(null), player = useRef<HTMLAudioElement>(null);
  const running = useComputed(() => session.state.value === "listening" || session.state.value === "starting");
  useEffect(() => {
    if (!played.value) return;
    session.listenToElement(player.current!);
    const { src } = played.value;
    return () => URL.revokeObjectURL(src);
  }, [played.value?.start]);

  function play(src: string): void {
    played.value = { src, start: (played.value?.start ?? 0) + 1 };
  }
  function stop(): void {
    session.stop();
    played.value = null;
  }
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && running.value) stop();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <section class="live-sources" aria-labelledby="live-sources">
      <h2 id="live-sources">{strings.live.sources}</h2>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => {
            played.value = null;
            session.listenToMicrophone();
          }}
        >
          {strings.live.microphone}
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          <Icon name="folder" /> {strings.live.file}
        </button>
        <input
          ref={input}
          hidden
          type="file"
          accept="audio/*"
          aria-label={strings.live.file}
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) play(URL.createObjectURL(file));
            currentTarget.value = "";
          }}
        />
        {tracks.length > 0 && (
          <select
            aria-label={strings.live.track}
            onChange={({ currentTarget }) => {
              if (currentTarget.value) play(`/api/tracks/${currentTarget.value}/audio`);
              currentTarget.value = "";
            }}
          >
            <option value="">{strings.live.chooseTrack}</option>
            {tracks.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        )}
        <button
          type="button"
          disabled={!running.value}
          aria-keyshortcuts="Escape"
          title={strings.live.stopKey}
          onClick={stop}
        >
          <Icon name="close" /> {strings.live.stop}
        </button>
      </div>
      {played.value && (
        <audio key={played.value.start} ref={player} src={played.value.src} controls aria-label={strings.live.player} />
      )}
      <LiveStatus session={session} />
    </section>
  );
}

function LiveStatus({ session }: { session: LiveSession }) {
  const { value: problem } = session.problem;
  if (problem) {
    const text = typeof problem === "string" ? strings.live.problems[problem] : strings.live.failed(problem.text);
    return <p class="error" role="alert">{text}</p>;
  }
  return (
    <p class={`live-state live-${session.state.value}`} role="status">{strings.live.states[session.state.value]}</p>
  );
}
