// Counts a list of texts, and names every letter or digit, as the browser does. Texts come and counts go as JSON.
import { text } from "node:stream/consumers";
import { countCharacters, countWords } from "../../frontend/js/words.js";

const texts = JSON.parse(await text(process.stdin));
const letters = [];
for (let point = 0; point <= 0x10ffff; point += 1) {
  if (countWords(String.fromCodePoint(point)) === 1) {
    letters.push(point);
  }
}
console.log(JSON.stringify({ words: texts.map(countWords), characters: texts.map(countCharacters), letters }));
