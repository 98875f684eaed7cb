import assert from "node:assert/strict";
import { readSequences } from "./data.ts";
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
