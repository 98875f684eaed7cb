/** Vorbis and Opus in Ogg, also several streams one after another ("chained"). */
import opusPackage from "@audio/decode-opus/package.json" with { type: "json" };
import vorbisPackage from "@audio/decode-vorbis/package.json" with { type: "json" };
import { AudioError } from "./error.ts";
import { type ByteFile, Fields } from "./file.ts";
import { oggPages, type Page } from "./ogg_pages.ts";
import { type AudioSource, type BlockDecoder, checkShape, decodeBlocks } from "./source.ts";

/** Largest packet that is let through to the decoders: comments with cover art in them. */
const MAX_PACKET_BYTES = 16 << 20;
/** More streams one after another than any recording has. */
const MAX_LINKS = 1000;
/** Most samples that one packet can hold: half of two Vorbis blocks of 8,192; 120 ms of Opus. */
const MAX_PACKET_SAMPLES = { vorbis: 4096, opus: 5760 };

/** One logical stream. */
interface Link {
  codec: "vorbis" | "opus";
  serial: number;
  sampleRate: number;
  channels: number;
  start: number;
  end: number;
  ended: boolean;
  /** Position of the first sample: after the encoder's lead-in, or where a recording of a broadcast began. */
  firstGranule: number;
  startsLate: boolean;
  /** Position after the last sample; null before the first page with sound. */
  lastGranule: number | null;
}

/** @throws AudioError if the file is damaged, cut, or holds something else than Vorbis or Opus. */
export async function readOgg(file: ByteFile): Promise<AudioSource> {
  const links: Link[] = [];
  let packetBytes = 0;
  for await (const page of oggPages(file)) {
    let link = links.at(-1);
    if (page.isFirst) {
      if (link && !link.ended) throw new AudioError(file.path, "it holds several streams at once (is it a video?)");
      if (links.length === MAX_LINKS) throw new AudioError(file.path, `it chains more than ${MAX_LINKS} streams`);
      links.push(link = openLink(file.path, page));
    }
    if (!link || link.serial !== page.serial) {
      throw new AudioError(file.path, `its Ogg page at byte ${page.at} belongs to no stream (is the start missing?)`);
    }
    if (link.ended && !page.isFirst) continue; // some encoders mark several pages as the last: decoders end at the first
    packetBytes = page.packets > 0 ? page.openBytes : packetBytes + page.openBytes;
    if (packetBytes > MAX_PACKET_BYTES) throw new AudioError(file.path, "it holds a packet of more than 16 MB");
    extendLink(link, page);
  }
  if (links.length === 0) throw new AudioError(file.path, "it holds no Ogg page");
  return oggSource(file.path, links);
}

function openLink(path: string, page: Page): Link {
  const fields = new Fields(page.body, true, 40), tag = (at: number) => fields.tag(at);
  const place = {
    serial: page.serial,
    start: page.at,
    end: page.at,
    ended: false,
    startsLate: false,
    lastGranule: null,
  };
  if (fields.u8(0) === 1 && tag(1) + tag(3) === "vorbrbis") {
    return { codec: "vorbis", ...place, channels: fields.u8(11), sampleRate: fields.u32(12), firstGranule: 0 };
  }
  if (tag(0) + tag(4) === "OpusHead") { // always decoded at 48 kHz (RFC 7845, §5.1)
    return { codec: "opus", ...place, channels: fields.u8(9), sampleRate: 48000, firstGranule: fields.u16(10) };
  }
  const kind = String.fromCharCode(...page.body.subarray(0, 8)).replace(/[^\w -]/g, "") || "data";
  throw new AudioError(path, `its Ogg stream must be Vorbis or Opus, current value is "${kind}" (convert it to flac)`);
}

function extendLink(link: Link, page: Page): void {
  link.end = page.at + page.bytes;
  link.ended = page.isLast;
  if (page.granule === null || page.granule === 0) return; // headers have position 0
  if (link.lastGranule === null) {
    // Without a start at 0, the sound before the end of this page is what its packets hold: at most a second or so.
    link.startsLate = page.granule > (page.packets + 1) * MAX_PACKET_SAMPLES[link.codec];
    if (link.startsLate) link.firstGranule = page.granule;
  }
  link.lastGranule = page.granule;
}

function oggSource(path: string, links: Link[]): AudioSource {
  const { codec, sampleRate, channels } = links[0];
  for (const link of links) {
    checkShape(path, link.sampleRate, link.channels);
    if (link.codec !== codec || link.sampleRate !== sampleRate) {
      throw new AudioError(path, "its chained streams must have one codec and one sample rate");
    }
    if (!link.ended) throw new AudioError(path, "its last Ogg page is missing (is the file truncated?)");
  }
  const { name, version } = codec === "vorbis" ? vorbisPackage : opusPackage;
  const lengths = links.map((link) => Math.max(0, (link.lastGranule ?? link.firstGranule) - link.firstGranule));
  return {
    codec,
    decoder: `${name} ${version}`,
    sampleRate,
    channels,
    declaredSamples: lengths.reduce((sum, length) => sum + length, 0),
    mayExceed: links.some((link) => link.startsLate), // the page before firstGranule is decoded too
    async *planes(file) {
      const { decoder } = codec === "vorbis"
        ? await import("@audio/decode-vorbis")
        : await import("@audio/decode-opus");
      for (const { start, end } of links) {
        yield* decodeBlocks(await decoder() as unknown as BlockDecoder, file.blocks(start, end));
      }
    },
  };
}
