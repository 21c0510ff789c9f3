import assert from "node:assert/strict";
import { test } from "node:test";

import { nextLook, wordsLeft } from "../countdown.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WORDS = [
  [11 * DAY + 5 * HOUR, "nog 11 dagen"],
  [2 * DAY, "nog 2 dagen"],
  [2 * DAY - 1, "nog 1 dag"],
  [DAY, "nog 1 dag"],
  [DAY - 1, "nog 23 uur en 59 minuten"],
  [3 * HOUR + 12 * MINUTE, "nog 3 uur en 12 minuten"],
  [3 * HOUR + MINUTE, "nog 3 uur en 1 minuut"],
  [3 * HOUR, "nog 3 uur"],
  [HOUR - 1, "nog 59 minuten"],
  [4 * MINUTE, "nog 4 minuten"],
  [MINUTE, "nog 1 minuut"],
  [MINUTE - 1, "nog minder dan een minuut"],
  [1, "nog minder dan een minuut"],
  [0, "de inschrijving is gesloten"],
  [-DAY, "de inschrijving is gesloten"],
];

for (const [left, expected] of WORDS) {
  test(`${left} ms before closing: ${expected}`, () => assert.equal(wordsLeft(left), expected));
}

test("what closes has its own words where the page says so", () => {
  assert.equal(wordsLeft(0, "de leesronde is gesloten"), "de leesronde is gesloten");
});

test("the next look is just past the whole minute, and in the last minute the whole second", () => {
  assert.equal(nextLook(3 * HOUR + 12 * SECOND), 12 * SECOND + 20);
  assert.equal(nextLook(MINUTE + 300), 320);
  assert.equal(nextLook(MINUTE - 300), 720);
  assert.equal(nextLook(400), 420);
});
