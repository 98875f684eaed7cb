/** VGMIDI, MoodSwings and CSV of any layout: sources that say who rated. */
import assert from "node:assert/strict";
import { readAnnotationsCsv } from "../annotations_csv.ts";
import { readTargetsCsv } from "../targets_csv.ts";
import { findDelimiter } from "./mapped_csv.ts";
import { convertMoodSwings } from "./moodswings.ts";
import { convertPlainCsv } from "./plain_csv.ts";
import { excerpt } from "./testing.ts";
import { convertVgmidi } from "./vgmidi.ts";

const SIGNED = { low: -1, high: 1 }, NINE = { low: 1, high: 9 };
const HEADER = "piece,annotator,time_s,arousal,valence\n";
const refuse = (convert: () => string, name: string, message: string) => assert.throws(convert, { name, message });

Deno.test("VGMIDI: a value a measure, every annotation an annotator", () => {
  assert.equal(
    convertVgmidi(excerpt("vgmidi.json")),
    HEADER + "piece0,piece0_0,0,0.5,0.1\npiece0,piece0_0,2,-0.5,0.2\npiece0,piece0_0,4,0.25,0.3\n" +
      "piece0,piece0_1,0,0,-1\npiece0,piece0_1,2,0,0\npiece0,piece0_1,4,1,0\npiece12,piece12_0,0,0.75,-0.25\n",
  );
});

Deno.test("VGMIDI: what does not fit is refused with its place", () => {
  const changed = (from: string, to: string) => () => convertVgmidi(excerpt("vgmidi.json").replace(from, to));
  const place = "Cannot read VGMIDI: $.annotations.piece0_0";
  refuse(changed("[0.5,", "[5,"), "RangeError", `${place}.arousal[0] must be in [-1, 1], current value is 5`);
  refuse(
    changed('"arousal": [0.5, -0.5, 0.25]', '"arousal": [0.5, -0.5]'),
    "RangeError",
    `${place}.valence must have as many values as arousal, 2, current value is 3`,
  );
  refuse(
    changed('"measures": 3', '"measures": 2'),
    "RangeError",
    `${place}.arousal must have 1 … 2 values, one a measure, current value is 3`,
  );
  refuse(
    changed('"piece0":', '"piece1":'),
    "TypeError",
    "Cannot read VGMIDI: $.pieces.piece0 must be an object, current value is missing",
  );
  refuse(
    changed("piece0_0", "piece0"),
    "SyntaxError",
    'Cannot read VGMIDI: $.annotations.piece0 must be named like piece7_12, current value is "piece0"',
  );
  refuse(
    () => convertVgmidi('{"annotations": {}, "pieces": {}}'),
    "RangeError",
    "Cannot read VGMIDI: $.annotations must hold an annotation, current value is {}",
  );
  assert.throws(() => convertVgmidi("["), { name: "SyntaxError", message: /^Cannot read VGMIDI: it must be JSON \(/ });
});

Deno.test("MoodSwings: clip, worker and second, in any order; other names by a mapping; the scale is named", () => {
  const expected = HEADER + "c1,w7,0,0.2,-0.1\nc1,w7,1,0.1,-0.2\nc1,w8,0,-0.5,0.5\n", text = excerpt("moodswings.csv");
  assert.equal(convertMoodSwings(text, { scale: SIGNED }), expected);
  const columns = { piece: "c", annotator: "who", time_s: "at", arousal: "y", valence: "x" };
  const other = text.replace("clip,worker,second,arousal,valence", "c,who,at,y,x");
  assert.equal(convertMoodSwings(other, { scale: SIGNED, columns }), expected);
  refuse(
    () => convertMoodSwings(other, { scale: SIGNED }),
    "SyntaxError",
    "Cannot read MoodSwings: a column must be piece, current ones are c, who, at, y, x (say which: --columns piece=NAME)",
  );
  refuse(
    () => convertMoodSwings(text),
    "RangeError",
    "Cannot read MoodSwings: --scale must name the scale of arousal and valence, LOW..HIGH, " +
      "current values go from -0.5 to 0.5 (is it -1..1 or -100..100?)",
  );
});

Deno.test("plain CSV: semicolons, decimal commas, milliseconds, audio endings, a 1–9 scale, rows without a rating", () => {
  const notes: string[] = [], columns = { annotator: "Who" };
  const text = convertPlainCsv(excerpt("survey.csv"), { scale: NINE, columns, note: (note) => notes.push(note) });
  assert.equal(text, HEADER + "walk,Ada,0,0,-1\nwalk,Ada,1.5,0.375,1\nrun.v2,Ben,0,-1,0\n");
  assert.deepEqual(notes, ["1 of 4 rows have no arousal or no valence and are left out"]);
});

Deno.test("plain CSV without annotators but with deviations is targets", () => {
  const text = "song,seconds,mean_arousal,mean_valence,std_arousal,std_valence\na,1,5,9,2,1\na,0,1,5,4,0\n";
  const [{ times, arousal, valence, arousalDeviation, valenceDeviation }] = readTargetsCsv(
    convertPlainCsv(text, { scale: NINE }),
  );
  assert.deepEqual([[...times], [...arousal], [...valence]], [[0, 1], [-1, 0], [0, 1]]);
  assert.deepEqual([[...arousalDeviation], [...valenceDeviation]], [[1, 0.5], [0, 0.25]]);
  const means = "song,seconds,arousal,valence\na,0,1,5\n";
  const [one] = readTargetsCsv(convertPlainCsv(means, { scale: NINE, deviation: { arousal: 0.3, valence: 0.4 } }));
  assert.deepEqual([one.arousalDeviation[0], one.valenceDeviation[0]], [0.3, 0.4]);
  refuse(
    () => convertPlainCsv(means, { scale: NINE }),
    "SyntaxError",
    "Cannot read the annotations: it must be told who rated (--columns annotator=NAME), or how far raters differ " +
      "(--columns arousal_sd=NAME,valence_sd=NAME or --deviation NUMBER) where the values are means, " +
      "current header is song,seconds,arousal,valence",
  );
});

Deno.test("an annotations file goes through plain CSV unchanged where its scale is named", () => {
  const text = HEADER + "p,a,0,0.5,-0.25\np,a,2,1,-1\np,b,0,0.1,0.3\n";
  assert.equal(convertPlainCsv(text, { scale: SIGNED }), text);
  assert.equal(readAnnotationsCsv(convertPlainCsv(text.replaceAll(",", "\t"), { scale: SIGNED })).length, 2);
});

Deno.test("columns are separated by what is most frequent in the header, outside of quotes", () => {
  const table: [string, string][] = [
    ["a,b,c\n", ","],
    ["a;b;c\n1,5;2,5;3,5", ";"],
    ["a\tb\n", "\t"],
    ["a|b|c, d\n", "|"],
    ['"x, y, z";b\n', ";"],
    ["alone\n1;2;3", ","],
    ["", ","],
    ["\n\na;b\r\n", ";"],
  ];
  for (const [text, delimiter] of table) assert.equal(findDelimiter(text), delimiter, JSON.stringify(text));
});

Deno.test("plain CSV: nothing is guessed that could be something else", () => {
  const header = "song,user,time,arousal,valence\n",
    convert = (text: string) => () => convertPlainCsv(text, { scale: NINE });
  const plain = (text: string) => `Cannot read the annotations: ${text}`;
  refuse(
    convert("song,track,user,time,arousal,valence\na,a,u,0,1,1\n"),
    "SyntaxError",
    plain("one column must be piece, current ones are song, track (say which: --columns piece=NAME)"),
  );
  refuse(
    () => convertPlainCsv(header + "a,u,0,1,1\n", { scale: NINE, columns: { piece: "Song" } }),
    "SyntaxError",
    plain("there must be a column Song, current ones are song, user, time, arousal, valence"),
  );
  refuse(
    () => convertPlainCsv(header + "a,u,0,1,5\n"),
    "RangeError",
    plain(
      "--scale must name the scale of arousal and valence, LOW..HIGH, current values go from 1 to 5 " +
        "(is it 1..5, 1..7, 1..9, 0..10, 0..100 or -100..100?)",
    ),
  );
  refuse(
    convert(header + "a,u,0,1,11\n"),
    "RangeError",
    plain(
      "line 2: valence must be in [1, 9], current value is 11 (is it on another scale? say which with --scale LOW..HIGH)",
    ),
  );
  refuse(
    convert(header + "a,u,1,1,1\na,u,0,2,2\na,u,1,3,3\n"),
    "RangeError",
    plain("line 4: time_s must be later than the rating before, 1, current value is 1 (is the row there twice?)"),
  );
  refuse(
    convert(header + "a,u,0,,1\n"),
    "SyntaxError",
    plain("a row must have both arousal and valence, there is none"),
  );
  refuse(convert(header), "SyntaxError", plain("it must have at least one rating, there is only a header"));
  refuse(
    convert(header + "a,u,now,1,1\n"),
    "SyntaxError",
    plain('line 2: time must be a number, current value is "now"'),
  );
});
