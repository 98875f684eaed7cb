import assert from "node:assert/strict";
import fc from "fast-check";
import {
  axisTicks,
  clampView,
  formatTime,
  revealTime,
  scrollView,
  secondsToX,
  wholeView,
  xToSeconds,
  zoomView,
} from "./time_axis.ts";

const seed = 20260101;

Deno.test("a time and its pixel are inverses of one another", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 7000, noNaN: true }),
      fc.double({ min: 2, max: 7200, noNaN: true }),
      fc.double({ min: 0, max: 7200, noNaN: true }),
      (start, span, seconds) => {
        const view = { startSeconds: start, endSeconds: start + span };
        // 1e-6 s: doubles of some 1e4 pixels leave about 1e-11 relative.
        assert.ok(Math.abs(xToSeconds(secondsToX(seconds, view, 1200), view, 1200) - seconds) < 1e-6);
      },
    ),
    { seed },
  );
});

Deno.test("zooming keeps the anchor where it was unless an end of the piece is reached", () => {
  const view = zoomView({ startSeconds: 100, endSeconds: 200 }, 2, 130, 1000);
  assert.deepEqual(view, { startSeconds: 115, endSeconds: 165 });
  assert.equal(secondsToX(130, view, 500), secondsToX(130, { startSeconds: 100, endSeconds: 200 }, 500));
});

Deno.test("no gesture leaves the piece, whatever came before", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 7200, noNaN: true }),
      fc.array(
        fc.record({
          factor: fc.double({ min: 0.05, max: 20, noNaN: true }),
          anchor: fc.double({ min: 0, max: 1, noNaN: true }),
          scroll: fc.double({ min: -9000, max: 9000, noNaN: true }),
        }),
        { maxLength: 12 },
      ),
      (duration, gestures) => {
        let view = wholeView(duration);
        for (const { factor, anchor, scroll } of gestures) {
          const at = view.startSeconds + anchor * (view.endSeconds - view.startSeconds);
          view = scrollView(zoomView(view, factor, at, duration), scroll, duration);
          assert.ok(view.startSeconds >= 0, `starts at ${view.startSeconds}`);
          assert.ok(view.endSeconds <= Math.max(2, duration) + 1e-6, `ends at ${view.endSeconds} of ${duration}`);
          assert.ok(view.endSeconds - view.startSeconds >= 2 - 1e-6);
        }
      },
    ),
    { seed },
  );
});

Deno.test("a clip shorter than the closest look is shown whole", () => {
  assert.deepEqual(clampView({ startSeconds: 3, endSeconds: 4 }, 0.5), { startSeconds: 0, endSeconds: 2 });
});

Deno.test("revealing a time turns the page only when the time is out of sight", () => {
  const view = { startSeconds: 0, endSeconds: 20 };
  assert.equal(revealTime(view, 20, 100), view);
  assert.deepEqual(revealTime(view, 21, 100), { startSeconds: 20, endSeconds: 40 });
  assert.deepEqual(revealTime(view, 100, 100), { startSeconds: 80, endSeconds: 100 });
});

Deno.test("ticks are round times, in sight, far enough apart", () => {
  assert.deepEqual(axisTicks({ startSeconds: 0, endSeconds: 45 }, 720), [0, 5, 10, 15, 20, 25, 30, 35, 40, 45]);
  assert.deepEqual(axisTicks({ startSeconds: 61, endSeconds: 64 }, 300), [61, 62, 63, 64]);
  assert.deepEqual(axisTicks({ startSeconds: 0, endSeconds: 7200 }, 400), [0, 1800, 3600, 5400, 7200]);
});

Deno.test("times are written as clocks write them", () => {
  assert.equal(formatTime(0), "0:00");
  assert.equal(formatTime(59.99), "0:59");
  assert.equal(formatTime(754.5), "12:34");
  assert.equal(formatTime(3723), "1:02:03");
  assert.equal(formatTime(0.29, 2), "0:00.29");
  assert.equal(formatTime(59.96, 1), "0:59.9");
  assert.equal(formatTime(-1), "0:00");
});
