import assert from "node:assert/strict";
import { CELL_COUNT } from "../emotion/grid.ts";
import { entropyNats, heatmapMean, normalizeHeatmap } from "../emotion/heatmap.ts";
import type { HeatmapTimeline } from "../emotion/timeline.ts";
import { earthMoversDistance } from "../evaluation/transport.ts";
import { AUDIT_KINDS, type AuditFinding, type AuditKind, auditTimeline } from "./audit.ts";
import { type AuditEvidence, auditEvidence } from "./audit_evidence.ts";
import type { CorrectionEvent } from "./correction.ts";
import { moveHeatmap } from "./move.ts";

const FLAT = normalizeHeatmap(new Float64Array(CELL_COUNT).fill(1));
const peaked = (cell: number, height = 200) => normalizeHeatmap(FLAT.map((p, c) => c === cell ? height * p : p));

/** A timeline of these maps, whose committee agrees. */
function timelineOf(maps: ArrayLike<number>[], epistemic: (number | null)[] = maps.map(() => null)): HeatmapTimeline {
  return {
    source: { name: "a.wav", sha256: "", durationSeconds: maps.length, sampleRate: 44100 },
    model: { id: "m", sha256: "", recipe: "default" },
    stepSeconds: 1,
    steps: maps.map((map, t) => ({
      startSeconds: t,
      heatmap: Array.from(map),
      mean: heatmapMean(map),
      entropyNats: entropyNats(map),
      epistemicNats: epistemic[t],
      path: 60,
    })),
  };
}

const even = (steps: number) => timelineOf(Array.from({ length: steps }, () => peaked(60)));
const quiet = (steps: number): AuditEvidence => ({
  levelDecibels: -12,
  levelDistances: new Array(steps).fill(0),
  decibels: new Array(steps).fill(-20),
  silentMoves: new Array(steps).fill(0),
  priorEntropyNats: entropyNats(peaked(60)),
});
const GOAL = { valence: 0.5, arousal: 0.5 };
const move = (id: string, timeSeconds: number, durationSeconds: number): CorrectionEvent => ({
  kind: "move",
  id,
  timeSeconds,
  durationSeconds,
  value: GOAL,
  confidence: 1,
  annotator: "Ada",
  tool: "test",
});
const ofKind = (findings: AuditFinding[], kind: AuditKind) =>
  findings.filter((finding) => finding.kind === kind).map(({ kind: _, ...rest }) => rest);

Deno.test("a piece that is the same all the time, uncorrected, has nothing to look at", () => {
  assert.deepEqual(auditTimeline({ timeline: even(20), events: [], evidence: quiet(20) }), []);
  assert.deepEqual(auditTimeline({ timeline: even(20), events: [], evidence: null }), []);
  assert.deepEqual(auditTimeline({ timeline: even(0), events: [], evidence: quiet(0) }), []);
});

Deno.test("a map that follows the volume is found where it does, a little is let pass, small gaps are bridged", () => {
  const evidence = { ...quiet(20), levelDistances: quiet(20).levelDistances.with(3, 0.06).with(5, 0.2).with(9, 0.04) };
  assert.deepEqual(ofKind(auditTimeline({ timeline: even(20), events: [], evidence }), "level"), [
    { startSeconds: 3, endSeconds: 6, strength: 0.2 },
  ]);
});

Deno.test("silence that moves, and silence that is surer than average music", () => {
  const maps = Array.from({ length: 10 }, (_, t) => t === 6 ? peaked(0, 1000) : peaked(t < 4 ? 90 : 60, 100));
  const decibels = maps.map((_, t) => t >= 4 && t < 8 ? -80 : -20), prior = entropyNats(FLAT);
  const heard = Float64Array.from(maps.flatMap((map) => [...map]));
  const evidence = auditEvidence({
    maps: heard,
    otherMaps: heard,
    levelDecibels: -12,
    decibels: Float64Array.from(decibels),
    priorEntropyNats: prior,
  });
  assert.deepEqual(evidence.levelDistances, new Array(10).fill(0));
  const apart = earthMoversDistance(maps[5], maps[6]);
  assert.deepEqual(evidence.silentMoves.map((d) => d > 0), maps.map((_, t) => t === 6 || t === 7));
  const findings = auditTimeline({ timeline: timelineOf(maps), events: [], evidence });
  assert.deepEqual(ofKind(findings, "silentMove"), [{ startSeconds: 6, endSeconds: 8, strength: apart }]);
  assert.deepEqual(ofKind(findings, "silentSure"), [
    { startSeconds: 4, endSeconds: 8, strength: prior - entropyNats(peaked(0, 1000)) },
  ]);
});

Deno.test("corrections are measured where they went furthest, and counted", () => {
  const maps = Array.from({ length: 12 }, (_, t) => peaked(t === 3 ? 0 : 60));
  const events: CorrectionEvent[] = [move("1", 2, 3), move("2", 4, 1), move("3", 9, 2), move("4", 0, 1)];
  events.push({ kind: "undo", id: "5", target: "4", annotator: "Ada" });
  const found = ofKind(auditTimeline({ timeline: timelineOf(maps), events, evidence: null }), "corrected");
  const distance = (cell: number) =>
    earthMoversDistance(timelineOf([peaked(cell)]).steps[0].heatmap, moveHeatmap(peaked(cell), GOAL));
  assert.deepEqual(found.map(({ startSeconds, endSeconds, corrections }) => [startSeconds, endSeconds, corrections]), [
    [2, 5, 2],
    [9, 11, 1],
  ]);
  [distance(0), distance(60)].forEach((expected, i) => assert.ok(Math.abs(found[i].strength - expected) < 1e-9));
});

Deno.test("the least sure passages are the highest tenth, of entropy and of disagreement", () => {
  const maps = Array.from({ length: 40 }, (_, t) => peaked(60, 200 - (t === 30 ? 150 : t / 10)));
  const epistemic = maps.map((_, t) => t >= 10 && t < 14 ? 0.3 : 0.01);
  const findings = auditTimeline({ timeline: timelineOf(maps, epistemic), events: [], evidence: null });
  assert.deepEqual(ofKind(findings, "unknown"), [{ startSeconds: 10, endSeconds: 14, strength: 0.3 }]);
  assert.deepEqual(ofKind(findings, "broad")[0], { startSeconds: 30, endSeconds: 31, strength: entropyNats(maps[30]) });
});

Deno.test("the gravest kind comes first, within a kind the strongest, and no kind has more than eight", () => {
  const steps = 200, timeline = timelineOf(Array.from({ length: steps }, (_, t) => peaked(60, 200 + t % 10)));
  const levelDistances = quiet(steps).levelDistances.map((_, t) => t % 10 === 0 ? 0.1 + t / 1000 : 0);
  const findings = auditTimeline({
    timeline,
    events: [move("1", 50, 1)],
    evidence: { ...quiet(steps), levelDistances },
  });
  const order = Object.keys(AUDIT_KINDS), places = findings.map(({ kind }) => order.indexOf(kind));
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
  const levels = ofKind(findings, "level");
  assert.deepEqual([levels.length, levels[0].startSeconds, levels[7].startSeconds], [8, 190, 120]);
});

Deno.test("a step that went far counts for more than one that left less where it was", () => {
  // By the divergence the first changed as much: all of its mass has gone, if only to the next cell.
  const was = peaked(60, 1e4),
    set = (id: string, t: number, map: Float64Array): CorrectionEvent => ({
      ...{ kind: "set", id, timeSeconds: t, durationSeconds: 1, confidence: 1, annotator: "Ada", tool: "test" },
      value: { from: [...map], to: [...map] },
    });
  const events = [set("1", 1, peaked(61, 1e5)), set("2", 2, peaked(120, 1e3))];
  const [found] = ofKind(auditTimeline({ timeline: timelineOf([was, was, was]), events, evidence: null }), "corrected");
  assert.ok(found.strength > 1, `${found.strength}`);
});

Deno.test("of hundreds of ranges the eight that went furthest are told", () => {
  const timeline = timelineOf(Array.from({ length: 800 }, () => peaked(60)));
  const place = (i: number) => ({ valence: 0.05 + 0.8 * ((i * 37) % 200) / 200, arousal: 0 });
  const events = Array.from(
    { length: 200 },
    (_, i) => ({ ...move(`${i}`, 4 * i, 1), value: place(i) }),
  ) as CorrectionEvent[];
  const found = ofKind(auditTimeline({ timeline, events, evidence: null }), "corrected");
  const ranks = found.map(({ startSeconds }) => (startSeconds / 4 * 37) % 200);
  assert.deepEqual(ranks, [199, 198, 197, 196, 195, 194, 193, 192]);
  const furthest = earthMoversDistance(
    peaked(60),
    moveHeatmap(peaked(60), { valence: 0.05 + 0.8 * 199 / 200, arousal: 0 }),
  );
  assert.ok(Math.abs(found[0].strength - furthest) < 1e-9);
});
