import assert from "node:assert/strict";
import { moveHeads } from "./head.ts";
import { HEAD_END, HEAD_START } from "./shared.ts";

const documentOf = (head: string, moved: string) =>
  `<html><head>${head}</head><body><h1>${HEAD_START}${moved}${HEAD_END}x</h1></body></html>`;
const headOf = (html: string) => html.match(/<head>(.*)<\/head>/s)![1];

Deno.test("a title replaces the title, other elements the one with the same key, id or name", () => {
  const head = '<meta charset="utf-8"/><title>A</title><meta name="d" content="a > b"/><link id="l" href="/a"/>';
  const moved = '<title>B</title><meta name="d" content="c"/><link id="l" href="/b"/><meta name="e" content="f"/>';
  const html = moveHeads(documentOf(head, moved), []);
  assert.equal(
    headOf(html),
    '<meta charset="utf-8"/><title>B</title><meta name="d" content="c"/><link id="l" href="/b"/><meta name="e" content="f"/>',
  );
  assert.ok(html.endsWith("<h1>x</h1></body></html>"), "nothing is left in the body");
});

Deno.test("the last of several heads wins", () => {
  const html = documentOf("<title>A</title>", "<title>B</title>").replace(
    "x</h1>",
    `${HEAD_START}<title>C</title>${HEAD_END}</h1>`,
  );
  assert.equal(headOf(moveHeads(html, [])), "<title>C</title>");
});

Deno.test("text that looks like a pattern of String.replace stays text", () => {
  const title = "<title>$& $1 $'</title>";
  assert.equal(headOf(moveHeads(documentOf("<title>A</title>", title), [])), title);
});

Deno.test("an element of another kind with the same key is another element", () => {
  const html = moveHeads(documentOf('<link data-key="k" href="/a"/>', '<meta data-key="k" content="b"/>'), []);
  assert.equal(headOf(html), '<link data-key="k" href="/a"/><meta data-key="k" content="b"/>');
});

Deno.test("stylesheets come last, and a document without a head is left alone", () => {
  assert.equal(
    headOf(moveHeads(documentOf("<title>A</title>", ""), ["/a.css"])),
    '<title>A</title><link rel="stylesheet" href="/a.css"/>',
  );
  assert.equal(moveHeads("<html><body></body></html>", ["/a.css"]), "<html><body></body></html>");
});
