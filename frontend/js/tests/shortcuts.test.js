import assert from "node:assert/strict";
import { test } from "node:test";

import { Do, meaningOf } from "../shortcuts.js";

const page = { tagName: "BODY" };
const radio = { tagName: "INPUT", type: "radio" };
const text = { tagName: "TEXTAREA", type: "textarea" };

const KEYS = [
  ["a digit on the page", { key: "3", target: page }, true, Do.SCORE],
  ["a digit on a score", { key: "5", target: radio }, true, Do.SCORE],
  ["help", { key: "?", target: page, shiftKey: true }, true, Do.HELP],
  ["next", { key: "j", target: page }, true, Do.NEXT],
  ["previous", { key: "k", target: radio }, true, Do.PREVIOUS],
  ["the note", { key: "n", target: page }, true, Do.NOTE],
  ["another letter", { key: "x", target: page }, true, null],
  ["a digit in a text field", { key: "3", target: text }, true, null],
  ["a letter in an input", { key: "j", target: { tagName: "INPUT", type: "text" } }, true, null],
  ["a letter in a list of choices", { key: "n", target: { tagName: "SELECT", type: "select-one" } }, true, null],
  ["a letter in editable text", { key: "n", target: { tagName: "DIV", isContentEditable: true } }, true, null],
  ["with Ctrl", { key: "1", ctrlKey: true, target: page }, true, null],
  ["with Alt", { key: "k", altKey: true, target: page }, true, null],
  ["with Command", { key: "j", metaKey: true, target: page }, true, null],
  ["held down", { key: "j", repeat: true, target: page }, true, null],
  ["switched off", { key: "j", target: page }, false, null],
  ["save from a text field", { key: "Enter", ctrlKey: true, target: text }, true, Do.SAVE],
  ["save on a Mac", { key: "Enter", metaKey: true, target: text }, true, Do.SAVE],
  ["save when the letters are off", { key: "Enter", ctrlKey: true, target: page }, false, Do.SAVE],
  ["a line ending in a text field", { key: "Enter", target: text }, true, null],
];

for (const [name, event, isOn, expected] of KEYS) {
  test(`${name}: ${expected}`, () => assert.equal(meaningOf(event, isOn), expected));
}
