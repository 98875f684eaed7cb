/**
 * Songs to measure with, made by ffmpeg from recordings.
 * @module
 */
import { join } from "node:path";

const SONG_SECONDS = 180;
/** A song is made of this many recordings, one after the other. */
const RECORDINGS = 4;

/** Distinct 180-s stereo 44.1 kHz mp3s of 192 kbit/s. @throws Error with ffmpeg's words. */
export async function makeSongs(recordings: readonly string[], count: number, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (let number = 0; number < count; number++) {
    const chosen = Array.from(
      { length: RECORDINGS },
      (_, i) => recordings[(number * RECORDINGS + i) % recordings.length],
    );
    // Few recordings: the same ones begin elsewhere.
    await makeSong(chosen, { startSeconds: 7 * number, out: join(folder, `song${number}.mp3`) });
  }
}

async function makeSong(
  recordings: readonly string[],
  { startSeconds, out }: { startSeconds: number; out: string },
): Promise<void> {
  const filter = [
    ...recordings.map((_, i) => `[${i}:a]aresample=44100,aformat=channel_layouts=stereo[r${i}]`),
    `${recordings.map((_, i) => `[r${i}]`).join("")}concat=n=${recordings.length}:v=0:a=1,aloop=loop=-1:size=2e9,` +
    // The right channel comes 17 ms later: two equal channels would be cheaper to decode than music is.
    `atrim=start=${startSeconds}:duration=${SONG_SECONDS},asetpts=PTS-STARTPTS,adelay=0|17,atrim=duration=${SONG_SECONDS}`,
  ].join(";");
  const { success, stderr } = await new Deno.Command("ffmpeg", {
    args: [
      ...["-nostdin", "-v", "error", ...recordings.flatMap((path) => ["-i", path])],
      ...["-filter_complex", filter, "-c:a", "libmp3lame", "-b:a", "192k", out],
    ],
    stdin: "null",
  }).output();
  if (!success) throw new Error(`Cannot make a song: ffmpeg says ${new TextDecoder().decode(stderr).trim()}`);
}
