import assert from "node:assert/strict";
import { readSequences } from "./data.ts";
import { learnVocabulary } from "./problem.ts";
import { featureAt, readTemplate } from "./template.ts";

const ROWS = [["a", "x"], ["b", "y"], ["c", "z"]];

Deno.test("macros look before and after, across text, and past both ends", () => {
  const { unigrams, bigrams } = readTemplate("U0:%x[-2,0]|%x[0,1]/%x[1,0]-\nB%x[-1,1]%x[2,0]\nB\n", "t", 2);
  assert.deepEqual([0, 1, 2].map((t) => featureAt(unigrams[0], ROWS, t)), [
    "U0:_B-2|x/b-",
    "U0:_B-1|y/c-",
    "U0:a|z/_B+1-",
  ]);
  assert.deepEqual([1, 2].map((t) => featureAt(bigrams[0], ROWS, t)), ["Bx_B+1", "By_B+2"]);
  assert.equal(featureAt(bigrams[1], ROWS, 1), "B");
});

Deno.test("comments, empty lines, a byte order mark and CRLF do no harm", () => {
  const { unigrams, bigrams } = readTemplate("\uFEFF# U9:%x[0,9]\r\n\r\nU0:%x[0,0]\r\nB\r\n", "t", 1);
  assert.deepEqual([unigrams.map(({ text }) => text), bigrams.map(({ text }) => text)], [["U0:%x[0,0]"], ["B"]]);
  assert.deepEqual(readSequences("\uFEFFa b\r\n\r\n\r\nc\td  \r\n", "d", 1), [[["a", "b"]], [["c", "d"]]]);
});

Deno.test("a macro's text is all that lies between, whatever the number of macros; U and B may stand alone", () => {
  const { unigrams, bigrams } = readTemplate(
    "U\nU1:%x[0,0]%x[0,1]%x[-1,0]é\nUx/%x[10,0]/%x[-10,0]\nB1:%x[0,0]\nB",
    "t",
    2,
  );
  assert.deepEqual(unigrams.map((one) => featureAt(one, ROWS, 0)), ["U", "U1:ax_B-1é", "Ux/_B+8/_B-10"]);
  assert.deepEqual(bigrams.map((one) => featureAt(one, ROWS, 2)), ["B1:c", "B"]);
  assert.deepEqual(bigrams[1].pieces, ["B"]);
});

Deno.test("forms that are no macro are refused with the line", () => {
  for (const wrong of ["%x[0, 0]", "%x[0]", "%y[0,0]", "%x[0,-1]", "%x[+1,0]", "%", "%x[1.5,0]", "%x0,0", "%X[0,0]"]) {
    assert.throws(() => readTemplate(`# first\nU0:%x[0,0]/${wrong}\n`, "t", 2), {
      name: "SyntaxError",
      message: `t:2: a macro must be %x[row,column], current value is ${JSON.stringify(`U0:%x[0,0]/${wrong}`)}`,
    });
  }
});

Deno.test("only blanks, tabs and returns part columns: other spaces are what a column holds", () => {
  assert.deepEqual(readSequences("\u3000 x\u00a0\t\u3000\n \t b   c \t\td \n", "d", 1), [[[
    "\u3000",
    "x\u00a0",
    "\u3000",
  ], [
    "b",
    "c",
    "d",
  ]]]);
  assert.deepEqual(readSequences("\u3000\n \t \na", "d", 1), [[["\u3000"]], [["a"]]]);
  const [feature] = readTemplate("U0:%x[0,0]\u3000 \r\n", "t", 1).unigrams;
  assert.equal(feature.text, "U0:%x[0,0]\u3000 ");
});

Deno.test("labels lie in the order of their bytes in UTF-8, as CRF++ sorts them", () => {
  const rows = ["\u{1F600}", "\uFF21", "é", "b", "a", "ab", "Z"].map((label) => ["x", label]);
  const { labels } = learnVocabulary(readTemplate("U:%x[0,0]", "t", 1), [rows], 1);
  const encode = (text: string) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16)).join();
  assert.deepEqual(labels, ["Z", "a", "ab", "b", "é", "\uFF21", "\u{1F600}"]);
  assert.deepEqual(labels.map(encode), labels.map(encode).sort());
});

Deno.test("features of transitions are counted from a sequence's second step on, those of steps from the first", () => {
  const template = readTemplate("U:%x[0,0]\nB:%x[0,0]\n", "t", 1), label = (row: string) => [row, "y"];
  const { unigrams, bigrams } = learnVocabulary(template, [["a", "b", "c"].map(label), ["d"].map(label)], 1);
  assert.deepEqual([...unigrams.keys()], ["U:a", "U:b", "U:c", "U:d"]);
  assert.deepEqual([...bigrams.keys()], ["B:b", "B:c"]);
});
