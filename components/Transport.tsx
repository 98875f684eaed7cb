/**
 * Playing, where it is, and how much of it is in sight.
 * @module
 */
import { useComputed, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Icon, type IconName } from "./Icon.tsx";
import { dragPointer } from "./lane_pointer.ts";
import { type Player, SPEEDS } from "./media/player.ts";
import { strings } from "./strings.ts";
import { formatTime, scrollView, wholeView } from "./time_axis.ts";
import type { TrackSession } from "./track_session.ts";

interface TransportProps {
  session: TrackSession;
  player: Player | null;
  onHelp: () => void;
}

export function Transport({ session, player, onHelp }: TransportProps) {
  const playing = player?.playing.value ?? false;
  const all = useComputed(() => formatTime(session.durationSeconds.value));
  return (
    <div class="transport">
      <button
        type="button"
        class="play"
        disabled={!player}
        aria-label={playing ? strings.track.pause : strings.track.play}
        onClick={() => player?.toggle()}
      >
        <Icon name={playing ? "pause" : "play"} />
      </button>
      <p class="clock">
        <Clock session={session} /> <span class="muted all">/ {all}</span>
      </p>
      {player && <Playback session={session} player={player} />}
      <div class="group">
        <IconButton icon="minus" name={strings.track.zoomOut} onClick={() => session.zoom(0.5)} />
        <IconButton
          icon="fit"
          name={strings.track.fit}
          onClick={() => session.view.value = wholeView(session.durationSeconds.value)}
        />
        <IconButton icon="plus" name={strings.track.zoomIn} onClick={() => session.zoom(2)} />
        <IconButton icon="keyboard" name={strings.track.help} onClick={onHelp} />
      </div>
    </div>
  );
}

function IconButton({ icon, name, onClick }: { icon: IconName; name: string; onClick: () => void }) {
  return (
    <button type="button" aria-label={name} title={name} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

/** How it plays: speed, and over and over. */
function Playback({ session, player }: { session: TrackSession; player: Player }) {
  const { range } = session.draft.value, { loop, speed, waiting } = player;
  const looping = useComputed(() => loop.value !== null);
  return (
    <>
      <select
        class="speed"
        aria-label={strings.track.speed}
        value={speed}
        onChange={(event) => speed.value = Number(event.currentTarget.value)}
      >
        {SPEEDS.map((one) => <option key={one} value={one}>{`${one}×`}</option>)}
      </select>
      <label class="toggle">
        <input
          type="checkbox"
          checked={looping}
          disabled={!range && !looping.value}
          onChange={(event) => loop.value = event.currentTarget.checked ? range : null}
        />
        {strings.track.loop}
      </label>
      <span class="muted" role="status">{waiting.value ? strings.track.waiting : ""}</span>
    </>
  );
}

/** Text of its own, so that a frame of playback renders nothing else. */
function Clock({ session }: { session: TrackSession }) {
  return <strong>{useComputed(() => formatTime(session.playhead.value, 1))}</strong>;
}

/** Which part of the track is in sight, and a way to move it. Hidden while all of it is. */
export function ViewScrollbar({ session, lanesId }: { session: TrackSession; lanesId: string }) {
  const track = useRef<HTMLDivElement>(null), thumb = useRef<HTMLDivElement>(null);
  const span = useComputed(() => session.view.value.endSeconds - session.view.value.startSeconds);
  const whole = useComputed(() => wholeView(session.durationSeconds.value).endSeconds);
  const partial = useComputed(() => span.value < whole.value - 1e-6);
  useSignalEffect(() => {
    if (!thumb.current || !partial.value) return;
    thumb.current.style.left = `${100 * session.view.value.startSeconds / whole.value}%`;
    thumb.current.style.width = `${100 * span.value / whole.value}%`;
  });
  const scroll = (bySeconds: number) =>
    session.view.value = scrollView(session.view.peek(), bySeconds, session.durationSeconds.peek());

  function onPointerDown(event: PointerEvent) {
    if (event.button !== 0) return;
    const { left, width } = track.current!.getBoundingClientRect();
    const secondsPerPixel = whole.value / width;
    let x = event.clientX;
    const at = (x - left) * secondsPerPixel, { startSeconds, endSeconds } = session.view.value;
    if (at < startSeconds || at > endSeconds) scroll(at - (startSeconds + endSeconds) / 2);
    dragPointer(event, track.current!, {
      onMove(move) {
        scroll((move.clientX - x) * secondsPerPixel);
        x = move.clientX;
      },
    });
  }
  function onKeyDown(event: KeyboardEvent) {
    const by = { ArrowLeft: -0.1, ArrowRight: 0.1, PageUp: -1, PageDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    scroll(by * span.value);
  }
  return (
    <div class="view-scroll" hidden={!partial.value}>
      <div
        ref={track}
        class="view-track"
        role="scrollbar"
        tabIndex={0}
        aria-label={strings.track.scroll}
        aria-orientation="horizontal"
        aria-controls={lanesId}
        aria-valuemin={0}
        aria-valuemax={useComputed(() => Math.round(whole.value - span.value))}
        aria-valuenow={useComputed(() => Math.round(session.view.value.startSeconds))}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      >
        <div ref={thumb} class="view-thumb" />
      </div>
    </div>
  );
}
