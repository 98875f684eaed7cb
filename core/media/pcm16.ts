/**
 * Samples as 16-bit integers, interleaved: what playback is fed with.
 * @module
 */

/**
 * Float samples -1 … 1 as round(32768·x), clipped to 16 bits: what was a 16-bit integer before is the same one again.
 * @param channels arrays of one length N.
 * @returns [N, channels]; no channels give nothing.
 */
export function interleave(channels: readonly Float32Array[]): Int16Array<ArrayBuffer> {
  const count = channels.length, frames = channels[0]?.length ?? 0, out = new Int16Array(frames * count);
  channels.forEach((samples, channel) => {
    for (let n = 0, at = channel; n < frames; n++, at += count) {
      const value = Math.round(32768 * samples[n]);
      out[at] = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
    }
  });
  return out;
}

/**
 * The inverse of {@link interleave}.
 * @param interleaved [N, channels]
 */
export function separate(interleaved: Int16Array, channels: number): Float32Array<ArrayBuffer>[] {
  const frames = Math.floor(interleaved.length / channels);
  return Array.from({ length: channels }, (_, channel) => {
    const out = new Float32Array(frames);
    for (let n = 0, at = channel; n < frames; n++, at += channels) out[n] = interleaved[at] / 32768;
    return out;
  });
}
