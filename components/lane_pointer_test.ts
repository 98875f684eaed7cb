import assert from "node:assert/strict";
import { dragPointer } from "./lane_pointer.ts";

const pointer = (type: string, pointerId: number) => Object.assign(new Event(type), { pointerId }) as PointerEvent;

Deno.test("a drag follows the pointer that began it, and no other finger", () => {
  const element = Object.assign(new EventTarget(), { setPointerCapture() {} }) as unknown as HTMLElement;
  const moves: number[] = [];
  let ends = 0;
  dragPointer(pointer("pointerdown", 1), element, {
    onMove: ({ pointerId }) => moves.push(pointerId),
    onEnd: () => ends++,
  });
  for (const id of [1, 2]) element.dispatchEvent(pointer("pointermove", id));
  element.dispatchEvent(pointer("pointerup", 2));
  assert.equal(ends, 0);
  element.dispatchEvent(pointer("pointermove", 1));
  element.dispatchEvent(pointer("pointerup", 1));
  element.dispatchEvent(pointer("pointermove", 1));
  assert.deepEqual([moves, ends], [[1, 1], 1]);
});
