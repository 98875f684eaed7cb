import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isAudioName } from "../../core/audio_endings.ts";
import { creditsByHash } from "./credits.ts";

const folder = new URL("../../data/demo/", import.meta.url);

Deno.test("every demo clip, as its bytes are, is credited", () => {
  const clips = [...Deno.readDirSync(folder)].filter(({ name }) => isAudioName(name));
  assert.ok(clips.length >= 3, `${clips.length} clips`);
  for (const { name } of clips) {
    const sha256 = createHash("sha256").update(Deno.readFileSync(new URL(name, folder))).digest("hex");
    assert.match(creditsByHash[sha256]?.licence ?? `no credit for ${name}`, /^CC BY/);
  }
});
