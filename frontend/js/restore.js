// Puts text back that could not be saved before this page was loaded again. What no longer fits is shown, not dropped.
import { element } from "./element.js";
import { button, notice } from "./notice.js";

const LEFT = "Op dit apparaat staat nog een tekst van u die niet is opgeslagen.";

/** Fields that hold their text again are unsaved, as if it had just been typed. */
export function restore(fields, kept) {
  for (const [key, { value, base }] of Object.entries(kept.all())) {
    const field = fields.find((one) => one.key === key);
    if (!field) {
      continue;
    }
    if (field.value === value) {
      kept.remove(key);
    } else if (field.version === base && !field.isUnsaved && !isLocked(field)) {
      field.value = value;
      const text = "Uw tekst stond nog op dit apparaat en is teruggezet.";
      field.append(notice({ kind: "info", role: "status", text }));
    } else {
      const text = field.version === base ? LEFT : `${LEFT} Intussen is dit veld gewijzigd.`;
      const usable = isLocked(field) ? null : field;
      field.append(leftover({ text, value, label: field.label, field: usable, drop: () => kept.remove(key) }));
    }
  }
}

/** A page that has no form any more, because writing is over, still shows what is on the device. */
export function showLeftovers(place, kept) {
  for (const [key, { value }] of Object.entries(kept.all())) {
    place.append(leftover({ text: LEFT, value, label: "", field: null, drop: () => kept.remove(key) }));
  }
}

function leftover({ text, value, label, field, drop }) {
  const box = element("textarea", {
    class: "utrecht-textarea utrecht-textarea--html-textarea gd-notice__text",
    "aria-label": `Uw niet opgeslagen tekst${label && `: ${label}`}`,
    readonly: "",
    rows: "4",
  });
  box.value = value;
  const use = () => {
    field.value = value;
    field.controls[0].focus();
    shown.remove();
  };
  const discard = () => {
    drop();
    shown.remove();
  };
  const buttons = element(
    "div",
    { class: "gd-actions" },
    field && button("Gebruik deze tekst", use),
    button("Verwijder deze tekst", discard),
  );
  const shown = notice({ role: "status", text, children: [box, buttons] });
  return shown;
}

function isLocked(field) {
  return field.controls.every((control) => control.disabled || control.readOnly);
}
