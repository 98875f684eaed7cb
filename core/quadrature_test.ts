import assert from "node:assert/strict";
import { gaussLegendre } from "./quadrature.ts";

Deno.test("gaussLegendre is exact up to degree 2n - 1, and not beyond", () => {
  for (const n of [1, 2, 5, 16, 40]) {
    const nodes = gaussLegendre(n);
    const error = (degree: number) =>
      Math.abs(nodes.reduce((sum, { at, weight }) => sum + weight * at ** degree, 0) - 1 / (degree + 1));
    for (let degree = 0; degree < 2 * n; degree++) assert.ok(error(degree) < 1e-13, `${n} nodes, degree ${degree}`);
    if (n <= 5) assert.ok(error(2 * n) > 1e-9, `${n} nodes, degree ${2 * n}`);
  }
});

Deno.test("gaussLegendre's nodes ascend within the interval and their weights are positive", () => {
  const nodes = gaussLegendre(24);
  nodes.forEach(({ at, weight }, i) => assert.ok(weight > 0 && at > (nodes[i - 1]?.at ?? 0) && at < 1));
});

Deno.test("gaussLegendre refuses no nodes", () => {
  assert.throws(() => gaussLegendre(0), {
    name: "RangeError",
    message: "Cannot integrate: nodes must be a positive integer, current value is 0",
  });
});
