// Counts words and characters exactly as gemeentedelers/foundation/words.py does; change both, or neither.

// Unicode's White_Space and the four information separators that Python's str.split() knows too.
// Zero-width characters are not among them: where a reader sees no gap, there is one word.
const SPACES = /[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** A word is a run without spaces that holds at least one letter or digit; a dash or an emoji alone is none. */
export function countWords(text) {
  return text.split(SPACES).filter((run) => LETTER_OR_DIGIT.test(run)).length;
}

/** Code points, as Python's len() counts them; a line ending is one, also when a form sent it as two. */
export function countCharacters(text) {
  return [...text.replaceAll("\r\n", "\n")].length;
}
