import assert from "node:assert/strict";
import { exportFormats, findFormat, importFormats } from "./registry.ts";
import { randomTimeline } from "./testing.ts";

Deno.test("every format writes a text, and no two write to one file or have one name", () => {
  for (const formats of [exportFormats, importFormats]) {
    assert.equal(new Set(formats.map((format) => format.name)).size, formats.length);
    assert.equal(new Set(formats.map((format) => format.ending)).size, formats.length);
  }
  const texts = exportFormats.map((format) => format.write(randomTimeline(1)));
  assert.equal(new Set(texts).size, exportFormats.length);
});

Deno.test("what timeline-json writes it reads", () => {
  const text = findFormat(exportFormats, "timeline-json").write(randomTimeline(1));
  assert.equal(findFormat(importFormats, "timeline-json").convert(text), text);
});

Deno.test("importing annotations groups them by annotator", () => {
  const header = "piece,annotator,time_s,arousal,valence\n";
  const convert = findFormat(importFormats, "annotations-csv").convert;
  assert.equal(
    convert(header + "p,a,0,0,0\np,b,0,1,1\np,a,1,.5,-.50\n"),
    header + "p,a,0,0,0\np,a,1,0.5,-0.5\np,b,0,1,1\n",
  );
});

Deno.test("findFormat lists the names there are", () => {
  assert.throws(() => findFormat(exportFormats, "xml"), {
    name: "RangeError",
    message:
      'Cannot find the format: it must be one of timeline-json, csv, summary-csv, svg-maps, current value is "xml"',
  });
});
