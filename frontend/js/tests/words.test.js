import assert from "node:assert/strict";
import { test } from "node:test";

import { countCharacters, countWords } from "../words.js";

// The same table stands in gemeentedelers/foundation/tests/test_words.py.
const WORDS = [
  ["", 0],
  [" \t\r\n ", 0],
  ["e-mail", 1],
  ["https://x.nl/a?b", 1],
  ["- een\n- twee", 2],
  ["🙂", 0],
  ["👩‍👩‍👧 gezin", 1],
  ["één", 1],
  ["e\u0301e\u0301n", 1],
  ["10.000 euro", 2],
];

for (const [text, expected] of WORDS) {
  test(`${JSON.stringify(text)} has ${expected} words`, () => assert.equal(countWords(text), expected));
}

test("characters are code points, and a line ending is one", () => {
  assert.equal(countCharacters("a\r\nb"), 3);
  assert.equal(countCharacters("🙂"), 1);
  assert.equal(countCharacters("e\u0301"), 2);
});

test("a long line of signs is counted at once", () => {
  const started = performance.now();
  assert.equal(countWords("-".repeat(200_000)), 0);
  assert.ok(performance.now() - started < 500);
});
