// The count below a field: seen at every key, heard after a pause and only when the limit comes near.
import { element } from "./element.js";
import { countCharacters, countWords } from "./words.js";

const NEAR = 0.75;
const PAUSE = 1000;
const UNITS = {
  characters: { count: countCharacters, one: "teken", many: "tekens" },
  words: { count: countWords, one: "woord", many: "woorden" },
};

export function counterText(used, limit, unit) {
  const { one, many } = UNITS[unit];
  const said = (number) => `${number} ${number === 1 ? one : many}`;
  if (used > limit) {
    return `${said(used - limit)} te veel`;
  }
  return isNear(used, limit) ? `Nog ${said(limit - used)}` : `${used} van ${said(limit)}`;
}

function isNear(used, limit) {
  return used >= limit * NEAR;
}

export function startCounter(counter) {
  const control = document.getElementById(counter.dataset.counterFor);
  const { unit } = counter.dataset;
  const limit = Number(counter.dataset.limit);
  if (!control || !(unit in UNITS) || !(limit > 0)) {
    return;
  }
  const heard = element("span", { class: "gd-hidden", "aria-live": "polite" });
  counter.removeAttribute("aria-live");
  counter.after(heard);

  let pause;
  const count = () => {
    const used = UNITS[unit].count(control.value);
    const text = counterText(used, limit, unit);
    counter.textContent = text;
    counter.classList.toggle("gd-field__counter--over", used > limit);
    return isNear(used, limit) ? text : "";
  };
  control.addEventListener("input", () => {
    const text = count();
    clearTimeout(pause);
    pause = setTimeout(() => (heard.textContent = text), PAUSE);
  });
  count();
}
