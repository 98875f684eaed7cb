/**
 * Which sample of the track comes out at which frame of the audio clock. What is handed to the audio thread is played in its
 * order without a gap, so that much is known before the thread has told; what it tells corrects it.
 * @module
 */

/** `frames` frames that begin with sample `source`, and go on by `step` samples a frame. */
export interface Piece {
  frames: number;
  source: number;
  step: number;
}

export interface PlaybackClock {
  /** @param now frame of the audio clock at which the piece was handed over: it is not played before. */
  handOver(piece: Piece, now: number): void;
  /** The next piece that nothing was told of began at this frame. */
  began(frame: number): void;
  /**
   * The sample that is heard at a frame; where nothing came out, the last that did. Frames must not go back. null until it is
   * told that the first piece began, and before.
   */
  sampleAt(frame: number): number | null;
  /** Whether all that was handed over has been heard. */
  over(frame: number): boolean;
}

interface Placed extends Piece {
  frame: number;
  told: boolean;
}

export function createPlaybackClock(): PlaybackClock {
  const pieces: Placed[] = [];
  let begun = false;
  const endOf = ({ frame, frames }: Placed) => frame + frames;

  /** Moves the pieces from `index` on to where the one before them ends. */
  function follow(index: number): void {
    for (let i = Math.max(1, index); i < pieces.length; i++) {
      if (!pieces[i].told) pieces[i].frame = Math.max(pieces[i].frame, endOf(pieces[i - 1]));
    }
  }

  return {
    handOver(piece, now) {
      pieces.push({ ...piece, frame: now, told: false });
      follow(pieces.length - 1);
    },
    began(frame) {
      const index = pieces.findIndex(({ told }) => !told);
      if (index < 0) return;
      begun = true;
      Object.assign(pieces[index], { frame, told: true });
      // The others are where it ends: it may have begun sooner than was thought, too.
      for (const later of pieces.slice(index + 1)) later.frame = frame;
      follow(index + 1);
    },
    sampleAt(frame) {
      // Those that nothing was told of stay, to be told of in their order.
      while (pieces.length > 1 && pieces[0].told && pieces[1].frame <= frame) pieces.shift();
      const at = pieces.findLastIndex((piece) => piece.frame <= frame);
      if (!begun || at < 0) return null;
      const { frames, source, step, ...piece } = pieces[at];
      return source + Math.min(frame - piece.frame, frames) * step;
    },
    over: (frame) => pieces.length === 0 || begun && frame >= endOf(pieces.at(-1)!),
  };
}
