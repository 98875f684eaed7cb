import assert from "node:assert/strict";
import { raterProblem } from "./rater_problem.ts";

Deno.test("every rater of a clip rates all of its steps, so that a clip stays one", () => {
  const { crf, clips } = raterProblem({ clips: 3, raters: 5, steps: 4, inputs: 2 });
  assert.deepEqual([crf.states, crf.inputs, clips.length], [121, 2, 3]);
  for (const { steps, weight, inputs } of clips) assert.deepEqual([steps, weight, inputs.length], [4, 5, 8]);
});
