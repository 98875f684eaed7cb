import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { ModelCard } from "./ModelCard.tsx";
import { strings } from "./strings.ts";
import { UnfamiliarNote } from "./UnfamiliarNote.tsx";

Deno.test("a track beyond the limit is flagged, one within it or of a model that cannot tell is not", () => {
  assert.ok(renderToString(<UnfamiliarNote unfamiliarity={1.01} />).includes(strings.track.unfamiliar));
  for (const unfamiliarity of [1, 0.2, undefined]) {
    assert.equal(renderToString(<UnfamiliarNote unfamiliarity={unfamiliarity} />), "");
  }
});

function cardOf(card: Record<string, unknown>, parentName: string | null = "default-1"): string {
  const nothing = () => {};
  const shown = { id: "x", name: "default-1.r1", recipe: "default", parentName, active: false, sha256: "0", bytes: 1 };
  return renderToString(
    <ModelCard {...shown} card={card} rollBack={null} onPromote={nothing} onRollBack={nothing} />,
  );
}

Deno.test("a retrained model's card says how far its maps of free clips have moved; others say nothing of it", () => {
  const moved = {
    ...{ clips: 4, steps: 80, fromParent: { emd: 0.01234, klNats: 0.00346, farthestEmd: 0.1 } },
    fromOriginal: { emd: 0.5, klNats: 1, farthestEmd: 1 },
  };
  const sentence = (from: string) =>
    "On 4 free clips that nobody corrected, its maps have moved by 0.012 A–V units (0.0035 nats) from " +
    `${from}, and by 0.500 A–V units (1.0000 nats) from the first model of the line.`;
  assert.ok(cardOf({ moved }).includes(sentence("default-1")));
  assert.ok(cardOf({ moved }, null).includes(sentence("the version it was made from")));
  for (const other of [undefined, null, "far", { clips: 4, fromParent: {} }]) {
    assert.ok(!cardOf({ moved: other }).includes("nobody corrected"));
  }
});
