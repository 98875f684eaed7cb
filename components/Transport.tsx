/**
 * Playing, where it is, and looking closer.
 * @module
 */
import { useComputed } from "@preact/signals";
import { Icon, type IconName } from "./Icon.tsx";
import { type Player, SPEEDS } from "./media/player.ts";
import { strings } from "./strings.ts";
import { formatTime, wholeView } from "./time_axis.ts";
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
