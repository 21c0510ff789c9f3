// Reading without a mouse. Keys of one character can be switched off, and never fire where somebody types.

export const Do = { HELP: "help", NEXT: "next", PREVIOUS: "previous", NOTE: "note", SCORE: "score", SAVE: "save" };

const KEYS = { "?": Do.HELP, j: Do.NEXT, k: Do.PREVIOUS, n: Do.NOTE };
const TICKS = ["radio", "checkbox", "button", "submit"];

/** What a key asks for, or null. `target` is where the focus is. */
export function meaningOf({ key, ctrlKey, metaKey, altKey, repeat, isComposing, target }, isOn) {
  if (key === "Enter" && (ctrlKey || metaKey) && !altKey && !repeat) {
    return Do.SAVE;
  }
  if (!isOn || ctrlKey || metaKey || altKey || repeat || isComposing || isTyping(target)) {
    return null;
  }
  return /^[1-9]$/.test(key) ? Do.SCORE : (KEYS[key] ?? null);
}

function isTyping({ tagName = "", type = "", isContentEditable = false }) {
  const tag = tagName.toLowerCase();
  return isContentEditable || ["textarea", "select"].includes(tag) || (tag === "input" && !TICKS.includes(type));
}

export function startShortcuts(form) {
  const isOn = form.dataset.shortcuts === "aan";
  const help = document.querySelector("[data-help]");
  const opener = document.querySelector("[data-help-button]");
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
  const acts = {
    [Do.HELP]: () => help?.showModal(),
    [Do.NEXT]: () => document.querySelector("[data-key=j]")?.click(),
    [Do.PREVIOUS]: () => document.querySelector("[data-key=k]")?.click(),
    [Do.NOTE]: () => form.elements.namedItem("note")?.focus(),
    [Do.SAVE]: () => form.querySelector("[name=doe][value=volgende]").click(),
    [Do.SCORE]: ({ key }) => score(form, Number(key)),
  };
  document.addEventListener("keydown", (event) => {
    const meaning = help?.open ? null : meaningOf(event, isOn);
    if (meaning) {
      event.preventDefault();
      acts[meaning](event);
    }
  });
}

/** The criterion that has the focus, else the first without a score. Then on to the next, and to the tip at the end. */
function score(form, place) {
  const questions = [...form.querySelectorAll("fieldset:has(input[type=radio])")];
  const current =
    questions.find((question) => question.contains(document.activeElement)) ??
    questions.find((question) => !question.querySelector(":checked"));
  const choice = current?.querySelectorAll("input[type=radio]")[place - 1];
  if (!choice) {
    return;
  }
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  onwards(form, current).focus();
}

/** The next control in the order of the card; in a group of radios the one that is chosen. */
function onwards(form, question) {
  const controls = [...form.elements].filter(({ type }) => type && type !== "hidden" && type !== "fieldset");
  const last = [...question.querySelectorAll("input")].at(-1);
  const next = controls[controls.indexOf(last) + 1];
  return next.closest("fieldset")?.querySelector(":checked") ?? next;
}
