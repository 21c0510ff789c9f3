import assert from "node:assert/strict";
import { test } from "node:test";

import { digits, secondsLeft, ServerClock, warningAt } from "../live/counting.js";

const NINE = Date.parse("2027-03-10T09:00:00Z");
const running = { kind: "running", ends_at: "2027-03-10T09:05:00+00:00", slot: { seconds: 300 } };

test("a running pitch counts down to zero, from no more than a whole pitch", () => {
  const left = [-60_000, 0, 1, 299_001, 300_000, 400_000].map((after) => secondsLeft(running, NINE + after));

  assert.deepEqual(left, [300, 300, 300, 1, 0, 0]);
});

test("what stands still shows what was left, and a break shows no time", () => {
  assert.equal(secondsLeft({ kind: "paused", left: 42 }, NINE), 42);
  assert.equal(secondsLeft({ kind: "over", left: null }, NINE), 0);
  assert.equal(secondsLeft({ kind: "break", left: null }, NINE), null);
});

test("time as digits", () => {
  assert.deepEqual([300, 65, 9, 0, null].map(digits), ["5:00", "1:05", "0:09", "0:00", ""]);
});

test("each warning begins at its second, and a pitch that is shorter skips it", () => {
  const levels = [61, 60, 31, 30, 1, 0].map((seconds) => warningAt(seconds, 300)?.level);

  assert.deepEqual(levels, [undefined, "minute", "minute", "half", "half", "over"]);
  assert.equal(warningAt(45, 45), null);
  assert.equal(warningAt(60, 60), null);
});

test("an old message does not slow the clock down, and a clock that was put back is believed", () => {
  const clock = new ServerClock();
  clock.hear("2027-03-10T09:00:00Z", NINE - 5000);
  clock.hear("2027-03-10T09:00:01Z", NINE + 60_000);
  assert.equal(clock.now(NINE), NINE + 5000);
  clock.hear("2027-03-10T08:00:00Z", NINE);
  assert.equal(clock.now(NINE), NINE - 3_600_000);
});
