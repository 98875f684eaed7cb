/** The adapter in `web/` answers as Fresh 2.3.3 did. See the README beside this file for what is compared. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { app } from "./main.ts";

const requests: [path: string, init?: RequestInit][] = [
  ["/"],
  ["/fn"],
  ["/fn", { method: "PUT" }],
  ["/both"],
  ["/both", { method: "POST" }],
  ["/both", { method: "PUT" }],
  ["/both", { method: "HEAD" }],
  ["/onlypost"],
  ["/onlypost", { method: "POST", body: new URLSearchParams({ v: "1" }) }],
  ["/asyncpage"],
  ["/asyncpage?r"],
  ["/ctxrender"],
  ["/g"],
  ["/sub"],
  ["/sub/"],
  ["/sub/boom"],
  ["/sub/gone"],
  ["/sub/missing"],
  ["/sub/bare"],
  ["/sub/deep/nolay"],
  ["/files/a/b%20c.txt"],
  ["/files"],
  ["/opt"],
  ["/opt/1"],
  ["/u/me"],
  ["/u/a%2Fb%20c"],
  ["/u/1", { method: "DELETE" }],
  ["/u/1", { method: "OPTIONS" }],
  ["/http/404"],
  ["/http/403"],
  ["/http/500"],
  ["/o/1-2"],
  ["/over"],
  ["/misc"],
  ["/misc?k=html"],
  ["/misc?k=stream"],
  ["/ws2"],
  ["/ws3"],
  ["/part"],
  ["/part?fresh-partial=true&n=3"],
  ["/assets"],
  ["/a.txt"],
  ["/missing"],
  ["/?mwboom"],
  ["/p/7"],
  ["/p/7", { method: "POST" }],
  ["/p/7", { method: "PUT" }],
  ["/adm/x"],
  ["/adm/x", { headers: { k: "1" } }],
  ["/_layout"],
  ["/(grp)/g"],
  ["//evil//p"],
  ["/g/"],
  ["/isl"],
];
const listedHeaders = ["location", "x-h", "x-r", "x-a", "x-main", "allow"];
const root = new URL(".", import.meta.url).pathname.replace(/\/$/, "");
const handler = app.handler();

const send = (path: string, init?: RequestInit) =>
  handler(new Request("http://localhost" + path, { redirect: "manual", ...init }));

/** A line as `expected.txt` has it. */
async function lineOf(path: string, init?: RequestInit): Promise<string> {
  const response = await send(path, init);
  const headers = listedHeaders.filter((name) => response.headers.has(name))
    .map((name) => `${name}=${response.headers.get(name)}`);
  const type = response.headers.get("content-type")?.split(";")[0] ?? "-";
  const text = (await response.text()).replaceAll(root, "ROOT").replace(/^.*<body class="app">/s, "…")
    .replace(/<script.*$/s, "").replace(/[0-9a-f]{32,}/g, "ID");
  return `${init?.method ?? "GET"} ${path} => ${response.status} [${headers.join(" ")}] ${type} ${text.slice(0, 260)}`;
}

/** Takes out what may differ; the last comment of a line may be cut off. */
function normalized(line: string): string {
  return line.replace(/<!--.*?(-->|$)/gs, "").replace(/ (data-ancestor|aria-current)="\w+"/g, "")
    .replaceAll("?__frsh_c=ID", "").trimEnd();
}

/** Lines of `expected.txt` by request; a line break in a body belongs to it. */
function readExpected(): string[] {
  const text = readFileSync(new URL("./expected.txt", import.meta.url), "utf8");
  return text.split(/\n(?=[A-Z]+ \/|HEAD: )/).map((line) => line.replace(/\n+$/, ""));
}

Deno.test("answers 54 requests as Fresh does", async (t) => {
  const expected = readExpected();
  assert.equal(requests.length, 54);
  assert.equal(expected.length, 55, "54 answers and a head");
  const logged = console.error;
  console.error = () => {}; // three of the requests are server errors, which are logged
  try {
    for (const [i, [path, init]] of requests.entries()) {
      await t.step(`${init?.method ?? "GET"} ${path}`, async () => {
        assert.equal(normalized(await lineOf(path, init)), normalized(expected[i]));
      });
    }
  } finally {
    console.error = logged;
  }
});

Deno.test("Head replaces elements with the same key and adds the others", async () => {
  const text = await (await send("/")).text();
  assert.equal("HEAD: " + text.match(/<head>.*<\/head>/s)?.[0], readExpected().at(-1));
});
