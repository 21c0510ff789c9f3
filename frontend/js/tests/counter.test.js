import assert from "node:assert/strict";
import { test } from "node:test";

import { counterText } from "../counter.js";

const TEXTS = [
  [0, 600, "words", "0 van 600 woorden"],
  [88, 600, "words", "88 van 600 woorden"],
  [449, 600, "words", "449 van 600 woorden"],
  [450, 600, "words", "Nog 150 woorden"],
  [588, 600, "words", "Nog 12 woorden"],
  [599, 600, "words", "Nog 1 woord"],
  [600, 600, "words", "Nog 0 woorden"],
  [601, 600, "words", "1 woord te veel"],
  [603, 600, "words", "3 woorden te veel"],
  [74, 100, "characters", "74 van 100 tekens"],
  [75, 100, "characters", "Nog 25 tekens"],
  [99, 100, "characters", "Nog 1 teken"],
  [101, 100, "characters", "1 teken te veel"],
  [0, 1, "characters", "0 van 1 teken"],
];

for (const [used, limit, unit, expected] of TEXTS) {
  test(`${used} of ${limit} ${unit}: ${expected}`, () => assert.equal(counterText(used, limit, unit), expected));
}
