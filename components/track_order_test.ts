import assert from "node:assert/strict";
import { listTracks, type SortKey } from "./track_order.ts";

const summary = (arousal: number, valence: number, entropyNats: number) => ({ arousal, valence, entropyNats });
const tracks = [
  { name: "Track 10.mp3", createdAt: 3, durationSeconds: 20, correctionCount: 0, summary: summary(0.5, -0.2, 3) },
  { name: "track 2.mp3", createdAt: 1, durationSeconds: null, correctionCount: 2, summary: null },
  { name: "Ébauche.wav", createdAt: 2, durationSeconds: 30, correctionCount: 0, summary: summary(-0.5, 0.1, 4) },
];
const names = (filter: string, sortBy: SortKey) => listTracks(tracks, { filter, sortBy }).map((track) => track.name);

Deno.test("names sort as people count and spell", () => {
  assert.deepEqual(names("", "name"), ["Ébauche.wav", "track 2.mp3", "Track 10.mp3"]);
});

Deno.test("the newest, longest and most corrected come first, ties by name", () => {
  assert.deepEqual(names("", "added"), ["Track 10.mp3", "Ébauche.wav", "track 2.mp3"]);
  assert.deepEqual(names("", "duration"), ["Ébauche.wav", "Track 10.mp3", "track 2.mp3"]);
  assert.deepEqual(names("", "corrections"), ["track 2.mp3", "Ébauche.wav", "Track 10.mp3"]);
});

Deno.test("the most energetic, most positive and least certain come first, those not analysed last", () => {
  assert.deepEqual(names("", "arousal"), ["Track 10.mp3", "Ébauche.wav", "track 2.mp3"]);
  assert.deepEqual(names("", "valence"), ["Ébauche.wav", "Track 10.mp3", "track 2.mp3"]);
  assert.deepEqual(names("", "entropyNats"), ["Ébauche.wav", "Track 10.mp3", "track 2.mp3"]);
});

Deno.test("every word of the filter must occur, in any case and order", () => {
  assert.deepEqual(names("MP3 track", "name"), ["track 2.mp3", "Track 10.mp3"]);
  assert.deepEqual(names("10 track", "name"), ["Track 10.mp3"]);
  assert.deepEqual(names("nothing", "name"), []);
});
