/**
 * What the lanes of a track's sound are painted from.
 * @module
 */
import { computed, signal } from "@preact/signals";
import { shownColours } from "../colour_map.ts";
import { requestJson } from "../json_client.ts";
import type { Surface } from "../Canvas.tsx";
import type { TimeView } from "../time_axis.ts";
import { loudestPeak, type Peaks } from "../waveform_painting.ts";
import { levelPixels, type LevelScale, type SpectrogramTile, spectrogramTile } from "./spectrogram_painting.ts";
import { createTileStore, type TileStore } from "./tile_store.ts";
import { levelFor, partsIn, type TilePart, type TilePyramid, wantedTiles } from "./tile_view.ts";

/** What is known of the tiles; the API tells more. */
type TilesInfo =
  | { state: "ready"; sha256: string; waveform: TilePyramid; spectrogram: TilePyramid & LevelScale }
  | { state: "making" };

interface Tiles<T> {
  pyramid: TilePyramid;
  store: TileStore<T>;
}

/** Tiles that are kept: 1.6 MB of waveforms, and 30 MB of pictures, several screens of each of some levels. */
const MOST_WAVEFORMS = 200, MOST_PICTURES = 150;
/** How often it is asked whether tiles that are being made are there. */
const ASK_AGAIN_MS = 1000;

export function createTrackTiles(base: string) {
  const waveform = signal<Tiles<Peaks> | null>(null), spectrogram = signal<Tiles<SpectrogramTile> | null>(null);
  const scale = signal<LevelScale>({ lowDecibels: 0, highDecibels: 0 });
  const pixels = computed(() => levelPixels(scale.value, shownColours.value));
  let closed = false, asked = false, loudest: number | null = null;

  async function open(): Promise<void> {
    const info = await requestJson<TilesInfo>(`${base}/tiles`);
    if (closed) return;
    if (info.state === "making") {
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      return closed ? undefined : await open();
    }
    const store = <T>(kind: string, mostTiles: number, decode: (bytes: ArrayBuffer) => T) =>
      createTileStore({
        url: ({ level, index }) => `${base}/tiles/${kind}/${level}/${index}?v=${info.sha256}`,
        decode,
        mostTiles,
      });
    const { width } = info.spectrogram;
    scale.value = info.spectrogram;
    waveform.value = {
      pyramid: info.waveform,
      store: store("waveform", MOST_WAVEFORMS, (bytes) => new Int8Array(bytes)),
    };
    spectrogram.value = {
      pyramid: info.spectrogram,
      store: store("spectrogram", MOST_PICTURES, (bytes) => spectrogramTile(bytes, width)),
    };
  }

  /** What there is for a view; what is missing is fetched, and read again when it has come. */
  function parts<T>(tiles: Tiles<T>, view: TimeView, width: number): TilePart<T>[] {
    const { pyramid, store } = tiles;
    const level = levelFor(pyramid, (view.endSeconds - view.startSeconds) / width);
    void store.arrivals.value;
    store.want(wantedTiles(pyramid, level, view));
    return partsIn(pyramid, level, view, store.get);
  }

  return {
    /** Once the track has been analysed: before, there is nothing to show. */
    async open(): Promise<void> {
      if (asked) return;
      asked = true;
      await open().catch((error) => {
        asked = false;
        throw error;
      });
    },
    waveformIn(view: TimeView, { width }: Surface): { parts: TilePart<Peaks>[]; loudest: number } | null {
      const tiles = waveform.value;
      if (!tiles) return null;
      const found = parts(tiles, view, width);
      const whole = tiles.store.get({ level: tiles.pyramid.levels.length - 1, index: 0 });
      if (!whole) return null;
      loudest ??= loudestPeak(whole);
      return { parts: found, loudest };
    },
    spectrogramIn: (view: TimeView, { width }: Surface) => ({
      parts: spectrogram.value ? parts(spectrogram.value, view, width) : [],
      pixels: pixels.value,
    }),
    close() {
      closed = true;
      waveform.peek()?.store.close();
      spectrogram.peek()?.store.close();
    },
  };
}

export type TrackTiles = ReturnType<typeof createTrackTiles>;
