/**
 * By which names audio is looked for among other files. What a file really is, its content decides.
 * @module
 */

/** Lower case, with the point. */
export const AUDIO_ENDINGS: readonly string[] = (
  "aac aif aifc aiff caf flac m4a mka mp3 oga ogg opus wav wave wma wv"
).split(" ").map((ending) => `.${ending}`);

/** Whether a file of a folder is worth a look: folders of music hold covers and lists too. Hidden files are not. */
export function isAudioName(name: string): boolean {
  const point = name.lastIndexOf(".");
  return point > 0 && !name.startsWith(".") && AUDIO_ENDINGS.includes(name.slice(point).toLowerCase());
}
