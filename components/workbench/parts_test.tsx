import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import type { Letter } from "../outbox.ts";
import { strings } from "../strings.ts";
import SettingsEditor from "./SettingsEditor.tsx";
import { createSettings } from "./settings.ts";
import { StatusBar } from "./StatusBar.tsx";
import type { Workbench } from "./workbench.ts";

Deno.test("settings that are open in both groups have ids of their own, and labels lead to them", () => {
  const workbench = { settings: createSettings(), setSearch() {} } as unknown as Workbench;
  for (const search of ["", "?as=json"]) {
    const shown = (groupId: number) => (
      <SettingsEditor workbench={workbench} path="/settings" search={search} groupId={groupId} inSight />
    );
    const html = renderToString(<div>{shown(0)}{shown(1)}</div>);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.ok(ids.length > 1);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, id] of html.matchAll(/ (?:for|aria-describedby)="([^"]+)"/g)) assert.ok(ids.includes(id), id);
  }
});

Deno.test("what the server refused is not waiting to be sent; the status bar leads to it", () => {
  const letter = (clientKey: string, refusal?: string): Letter => ({
    path: "/api/tracks/t1/corrections",
    body: { clientKey },
    refusal,
  });
  const textOf = (...letters: Letter[]) =>
    renderToString(
      <StatusBar
        workbench={{
          library: { active: signal(null), jobs: signal(new Map()), connected: signal(true) },
          outbox: signal({ letters: signal(letters) }),
        } as unknown as Workbench}
      />,
    );
  assert.ok(textOf(letter("a"), letter("b", "no")).includes(strings.correction.waiting(1)));
  const refused = textOf(letter("b", "no"));
  assert.ok(!refused.includes("waiting"));
  assert.match(refused, /<a [^>]*href="\/tracks\/t1"[^>]*>1 correction was refused<\/a>/);
  assert.ok(!textOf(letter("a")).includes("refused"));
});
