import assert from "node:assert/strict";
import { ACTIONS, type Actor, authorize } from "./policy.ts";

const actor: Actor = { id: "a", kind: "local", projectIds: ["p"] };

Deno.test("the local actor may do everything in its project and nothing in another", () => {
  for (const action of ACTIONS) {
    assert.deepEqual(authorize(actor, action, { projectId: "p" }), { allowed: true });
    assert.deepEqual(authorize(actor, action, { projectId: "q" }), {
      allowed: false,
      reason: `Cannot ${action}: the project must be one of yours`,
    });
  }
});
