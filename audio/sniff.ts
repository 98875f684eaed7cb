/** What a file is, by its content alone: names lie. */
import { AudioError } from "./error.ts";
import type { ByteFile } from "./file.ts";
import { audioStart } from "./tags_around.ts";

/** A kind of file: one of the six that we read ourselves, or the demuxer of ffmpeg that may be trusted with it. */
export type FileKind =
  | { format: "wav" | "aiff" | "flac" | "ogg" | "mp3" }
  | { format: "other"; name: string; demuxer: string };

const other = (name: string, demuxer: string): FileKind => ({ format: "other", name, demuxer });

/** Magic numbers: text at an offset. Only kinds that can hold nothing but media; ffmpeg's playlists are not among them. */
const MAGIC: [at: number, text: string, kind: FileKind][] = [
  [0, "RF64", { format: "wav" }],
  [0, "fLaC", { format: "flac" }],
  [0, "OggS", { format: "ogg" }],
  [4, "ftyp", other("mp4", "mov")],
  [4, "moov", other("mp4", "mov")],
  [4, "mdat", other("mp4", "mov")],
  [4, "wide", other("mp4", "mov")],
  [4, "free", other("mp4", "mov")],
  [0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", other("wma", "asf")],
  [0, "\x1a\x45\xdf\xa3", other("matroska", "matroska")],
  [0, "caff", other("caf", "caf")],
  [0, "wvpk", other("wavpack", "wv")],
  [0, "MAC ", other("ape", "ape")],
  [0, "MPCK", other("musepack", "mpc8")],
  [0, "TTA1", other("tta", "tta")],
  [0, ".snd", other("au", "au")],
  [0, "DSD ", other("dsf", "dsf")],
  [0, "FLV\x01", other("flv", "flv")],
  [0, "#!AMR", other("amr", "amr")],
  [0, "\x0b\x77", other("ac3", "ac3")],
  [0, "\x00\x00\x01\xba", other("mpeg", "mpeg")],
];

/** @throws AudioError if the file is empty or of no kind that is known. */
export async function detectKind(file: ByteFile): Promise<FileKind> {
  if (file.size === 0) throw new AudioError(file.path, "it is empty (0 bytes)");
  const start = await audioStart(file), head = await file.read(start, 16);
  const text = String.fromCharCode(...head);
  const form = text.slice(0, 4) + text.slice(8, 12);
  if (form === "RIFFWAVE") return { format: "wav" };
  if (form === "RIFFAVI ") return other("avi", "avi");
  if (form === "FORMAIFF" || form === "FORMAIFC") return { format: "aiff" };
  for (const [at, magic, kind] of MAGIC) if (text.startsWith(magic, at)) return kind;
  if (head[0] === 0xff && (head[1] & 0xf6) === 0xf0) return other("aac", "aac"); // ADTS: layer 0 after the sync word
  return { format: "mp3" }; // has no magic number; its reader looks for frames
}
