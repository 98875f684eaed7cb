/** DEAM, EmoMusic and PMEmo: excerpts, and the corpora themselves where they lie beside the checkout. */
import assert from "node:assert/strict";
import { motionOf } from "../../core/annotation/motion.ts";
import type { TargetSeries } from "../../core/annotation/target_series.ts";
import { readTargetsCsv } from "../targets_csv.ts";
import { convertDeam, DEAM_FILES } from "./deam.ts";
import { convertEmoMusic, EMOMUSIC_FILES } from "./emomusic.ts";
import { EMOMUSIC_DEVIATION } from "./means.ts";
import { convertPMEmo, PMEMO_FILES } from "./pmemo.ts";
import { excerpt, excerpts, realFile, spread } from "./testing.ts";

/** Rows of targets: piece, time, arousal, valence and deviations, to six decimals. */
function rows(targets: TargetSeries[]): (string | number)[][] {
  return targets.flatMap(({ piece, times, arousal, valence, arousalDeviation, valenceDeviation }) =>
    Array.from(times, (time, i) => [
      piece,
      ...[time, arousal[i], valence[i], arousalDeviation[i], valenceDeviation[i]].map((x) => Math.round(x * 1e6) / 1e6),
    ])
  );
}

const A = EMOMUSIC_DEVIATION.arousal, V = EMOMUSIC_DEVIATION.valence;

Deno.test("DEAM, a row a moment: 2x - 1, with EmoMusic's deviations, and that is told", () => {
  const notes: string[] = [];
  const targets = readTargetsCsv(convertDeam(excerpt("deam_rows.csv"), { note: (note) => notes.push(note) }));
  assert.deepEqual(rows(targets), [
    ["901", 15, -0.5, 0.5, A, V],
    ["901", 15.5, -0.4, 0.4, A, V],
    ["901", 16, -0.3, 0.3, A, V],
    ["902", 15, 0, 0, A, V],
    ["902", 15.5, 0.25, -0.75, A, V],
  ]);
  assert.deepEqual(notes, [
    "the source has no deviations over raters: 0.332 (arousal) and 0.304 (valence) are taken, the medians of EmoMusic; " +
    "--deviation sets others",
  ]);
  const other = convertDeam(excerpt("deam_rows.csv"), { deviation: { arousal: 0.25, valence: 0.5 } });
  assert.deepEqual(rows(readTargetsCsv(other))[0].slice(4), [0.25, 0.5]);
});

Deno.test("DEAM, a row a song: the same, empty cells at the end of shorter songs left out", () => {
  const [first, second] = DEAM_FILES, companions = excerpts("deam_table", [second]);
  const table = convertDeam(excerpt(`deam_table/${first}`), { companions });
  assert.deepEqual(rows(readTargetsCsv(table)), rows(readTargetsCsv(convertDeam(excerpt("deam_rows.csv")))));
});

Deno.test("EmoMusic: four tables of the same songs and moments, already in -1 … 1", () => {
  const [first, ...others] = EMOMUSIC_FILES, notes: string[] = [];
  const companions = excerpts("emomusic", others);
  const text = convertEmoMusic(excerpt(`emomusic/${first}`), { companions, note: (note) => notes.push(note) });
  assert.deepEqual(rows(readTargetsCsv(text)).filter((_, i) => i % 2 === 0), [
    ["801", 15, 0.1, 0.3, 0.35, 0.25],
    ["801", 16, 0.2, 0.35, 0.37, 0.27],
    ["802", 15.5, -0.55, -0.25, 0.21, 0.41],
  ]);
  assert.deepEqual(notes, []);
});

Deno.test("PMEmo: deviations from the file beside it, doubled like the scale; EmoMusic's where there is none", () => {
  const [first, second] = PMEMO_FILES, text = excerpt(`pmemo/${first}`);
  assert.deepEqual(rows(readTargetsCsv(convertPMEmo(text, { companions: excerpts("pmemo", [second]) }))), [
    ["1", 15, 0.5, 0, 0.2, 0.3],
    ["1", 15.5, 0.6, 0, 0.22, 0.32],
    ["4", 15, -0.8, -0.6, 0.1, 0.4],
  ]);
  assert.deepEqual(rows(readTargetsCsv(convertPMEmo(text)))[2], ["4", 15, -0.8, -0.6, A, V]);
});

const refuse = (convert: () => string, name: string, message: string) => assert.throws(convert, { name, message });

Deno.test("what does not fit a corpus' layout is refused with its line or file", () => {
  const header = "musicId,frameTime,Arousal(mean),Valence(mean)\n";
  refuse(
    () => convertDeam(header + "2,15,0.5,-0.1\n"),
    "RangeError",
    "Cannot read DEAM: line 2: Valence(mean) must be in [0, 1], current value is -0.1 " +
      "(is it on another scale? say which with --scale LOW..HIGH)",
  );
  assert.match(convertDeam(header + "2,15,0.5,-0.1\n", { scale: { low: -1, high: 1 } }), /^2,15,0.5,-0.1,/m);
  refuse(
    () => convertPMEmo("id,t,a,v\n1,15,0,0\n"),
    "SyntaxError",
    "Cannot read PMEmo: the header must be musicId,frameTime,Arousal(mean),Valence(mean), current value is id,t,a,v",
  );
  refuse(
    () => convertDeam(header + "2,15,0.5,0.1\n2,15,0.5,0.1\n"),
    "RangeError",
    "Cannot read DEAM: line 3: frameTime must be later than the piece's row before, 15, current value is 15 " +
      "(is the row there twice?)",
  );
  refuse(
    () => convertPMEmo(header + "2,15,0.5,0.1\n", { companions: { [PMEMO_FILES[1]]: header + "2,16,0.1,0.1\n" } }),
    "RangeError",
    "Cannot read dynamic_annotations_std.csv: it must have the deviations of every mean, piece 2 has none at 15 s",
  );
  const [first, ...others] = EMOMUSIC_FILES, text = excerpt(`emomusic/${first}`);
  refuse(
    () => convertEmoMusic(text),
    "RangeError",
    "Cannot read the annotations: valence_cont_average.csv must lie beside the file, " +
      "current files there are none of the others",
  );
  const companions = excerpts("emomusic", others);
  refuse(
    () => convertEmoMusic(text.replace(/801.*\n/, ""), { companions }),
    "RangeError",
    "Cannot read the annotations: all files must hold the same songs and times, " +
      "current valence_cont_average.csv has song 801, arousal_cont_average.csv has not",
  );
  refuse(
    () =>
      convertEmoMusic(text, { companions: { ...companions, [others[2]]: companions[others[2]].replace("0.42", "") } }),
    "RangeError",
    "Cannot read the annotations: all files must hold the same songs and times, " +
      "current arousal_cont_average.csv has song 802 at 16000 ms, valence_cont_std.csv has not",
  );
  refuse(
    () => convertEmoMusic(text.replace("-0.55", "5.5"), { companions }),
    "RangeError",
    "Cannot read arousal_cont_average.csv: line 3: sample_15500ms must be in [-1, 1], current value is 5.5 " +
      "(is it on another scale? say which with --scale LOW..HIGH)",
  );
  refuse(
    () => convertEmoMusic("song_id,mean\n1,2\n", { companions }),
    "SyntaxError",
    "Cannot read arousal_cont_average.csv: the header must be song_id,sample_15000ms,sample_15500ms,…, current value is mean",
  );
});

const deam = realFile("deam/dynamic_annotations.csv"), emomusic = realFile(`emomusic/${EMOMUSIC_FILES[0]}`);

Deno.test({
  name: "the whole of DEAM: 1,802 songs, 129,995 moments from 15 s on; its means move a fifth of what raters do",
  ignore: deam === null,
  fn() {
    const targets = readTargetsCsv(convertDeam(deam!)), times = targets.map((one) => one.times);
    assert.deepEqual([targets.length, times.reduce((sum, { length }) => sum + length, 0)], [1802, 129_995]);
    assert.ok(times.every((one) => one[0] === 15 && one.every((time, i) => time === 15 + i / 2)));
    const arousal = spread(targets.map((one) => one.arousal)), valence = spread(targets.map((one) => one.valence));
    // Of the file, on 0 … 1: 0.113824 … 0.949 and 0.084 … 0.858.
    const close = (actual: number, expected: number) => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);
    close(arousal.least, 2 * 0.113824 - 1);
    close(arousal.most, 2 * 0.949 - 1);
    close(valence.least, 2 * 0.084 - 1);
    close(valence.most, 2 * 0.858 - 1);
    const { moves, arousalMove, valenceMove, displacements } = motionOf(targets, 1);
    // Counted by a script outside of the product: 63,210 moves, .0221 and .0178.
    assert.equal(moves, 63_210);
    assert.ok(Math.abs(arousalMove - 0.0221) < 5e-5 && Math.abs(valenceMove - 0.01784) < 5e-6);
    assert.ok(displacements[(displacements.length - 1) / 2] > 0.8);
  },
});

Deno.test({
  name: "the whole of EmoMusic: 744 songs, 61 moments each; the deviations taken for others are its medians",
  ignore: emomusic === null,
  fn() {
    const companions = Object.fromEntries(EMOMUSIC_FILES.slice(1).map((name) => [name, realFile(`emomusic/${name}`)!]));
    const targets = readTargetsCsv(convertEmoMusic(emomusic!, { companions }));
    assert.equal(targets.length, 744);
    assert.ok(targets.every(({ times }) => times.length === 61 && times[0] === 15 && times[60] === 45));
    const arousal = spread(targets.map((one) => one.arousal)), valence = spread(targets.map((one) => one.valence));
    assert.deepEqual([arousal.least, arousal.most], [-0.772351983218641, 0.727177980167602]);
    assert.deepEqual([valence.least, valence.most], [-0.679354293722707, 0.679534717318436]);
    const deviations = {
      arousal: spread(targets.map((one) => one.arousalDeviation)).median,
      valence: spread(targets.map((one) => one.valenceDeviation)).median,
    };
    // Rounded to three decimals.
    for (const axis of ["arousal", "valence"] as const) {
      assert.ok(Math.abs(deviations[axis] - EMOMUSIC_DEVIATION[axis]) < 5e-4, `${deviations[axis]}`);
    }
  },
});
