/**
 * An audio element and the playhead: while it plays the playhead follows every frame, seeking moves the element.
 * @module
 */
import { type Signal, signal } from "@preact/signals";
import type { TrackSession } from "./track_session.ts";

export interface Player {
  playing: Signal<boolean>;
  failed: Signal<boolean>;
  toggle(): void;
  /** Play from one time to another, then stop. */
  playRange(startSeconds: number, endSeconds: number): void;
  close(): void;
}

export function createPlayer(audio: HTMLAudioElement, session: TrackSession): Player {
  const playing = signal(false), failed = signal(false);
  let frame = 0, stopAt = Infinity, following = false;

  function follow(): void {
    if (audio.currentTime >= stopAt) audio.pause();
    // What the element says is no wish to seek, and must not be sent back to it.
    following = true;
    session.advance(audio.currentTime);
    following = false;
    if (!audio.paused) frame = requestAnimationFrame(follow);
  }
  const onPlay = () => {
    playing.value = true;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(follow);
  };
  const onPause = () => {
    playing.value = false;
    stopAt = Infinity;
  };
  const onError = () => failed.value = true;
  audio.addEventListener("play", onPlay);
  audio.addEventListener("pause", onPause);
  audio.addEventListener("ended", onPause);
  audio.addEventListener("error", onError);
  const stopFollowing = session.playhead.subscribe((seconds) => {
    if (!following && seconds !== audio.currentTime) audio.currentTime = seconds;
  });

  function play(): void {
    audio.play().catch((error) => {
      // A pause before playback began is no failure.
      if (error.name !== "AbortError") failed.value = true;
    });
  }

  return {
    playing,
    failed,
    toggle() {
      stopAt = Infinity;
      if (!audio.paused) return audio.pause();
      if (session.playhead.peek() >= session.durationSeconds.peek() - 0.05) session.seek(0);
      play();
    },
    playRange(startSeconds, endSeconds) {
      session.seek(startSeconds);
      stopAt = endSeconds;
      play();
    },
    close() {
      stopFollowing();
      cancelAnimationFrame(frame);
      audio.pause();
      audio.removeEventListener("play", onPlay);
      audio.removeEventListener("pause", onPause);
      audio.removeEventListener("ended", onPause);
      audio.removeEventListener("error", onError);
    },
  };
}
