// One answer of the form: the controls that share a data-field, what they hold, and what the server has of it.

const LINE_ENDING = /\r\n?/g;

export function fieldsOf(form, keyOf = (control) => control.dataset.field) {
  const groups = new Map();
  for (const control of form.elements) {
    const key = keyOf(control);
    if (key) {
      groups.set(key, [...(groups.get(key) ?? []), control]);
    }
  }
  return [...groups].map(([key, controls]) => new Field(key, controls));
}

export class Field {
  failures = 0;
  sending = 0;
  answered = 0;
  conflict = null;

  constructor(key, controls) {
    this.key = key;
    this.controls = controls;
    // What the page came with, so that what was typed before this script arrived counts as typed.
    this.saved = this.#join(servedValues);
    this.typed = this.value;
  }

  get value() {
    return this.#join(valuesNow);
  }

  set value(text) {
    const parts = text.split("\n");
    for (const control of this.controls) {
      if (isTick(control)) {
        control.checked = parts.includes(this.#meaning(control));
      } else if (control.multiple && control.options) {
        [...control.options].forEach((option) => (option.selected = parts.includes(option.value)));
      } else {
        control.value = this.controls.length === 1 ? text : (parts.shift() ?? "");
      }
    }
    this.controls[0].dispatchEvent(new Event("input", { bubbles: true }));
  }

  get isUnsaved() {
    return this.typed !== this.saved;
  }

  get version() {
    return Number(this.controls[0].dataset.version);
  }

  set version(version) {
    this.controls.forEach((control) => (control.dataset.version = version));
    const base = this.controls[0].form?.elements.namedItem(`versie:${this.key}`);
    if (base) {
      base.value = version;
    }
  }

  get label() {
    const [first] = this.controls;
    const words = this.controls.length > 1 ? first.closest("fieldset")?.querySelector("legend") : first.labels?.[0];
    return words?.textContent.trim() ?? "";
  }

  /** Puts something right under the question. */
  append(addition) {
    const last = this.controls.at(-1);
    last.closest("details")?.setAttribute("open", "");
    const question = last.closest(".gd-field");
    if (question) {
      question.append(addition);
    } else {
      last.after(addition);
    }
  }

  /** The same, and part of what a screen reader says of the question. */
  explain(addition) {
    this.append(addition);
    addition.id = `melding-${this.key}`;
    for (const control of this.controls) {
      const before = control.getAttribute("aria-describedby") ?? "";
      control.setAttribute("aria-describedby", `${before} ${addition.id}`.trim());
    }
  }

  #join(valuesOf) {
    const values = this.controls.flatMap((control) => valuesOf(control, this.#meaning(control)));
    return values.length === 1 ? values[0] : values.filter(Boolean).join("\n");
  }

  /** What a tick stands for: a box on its own says yes, one of a group says its value. */
  #meaning(control) {
    return control.type === "checkbox" && this.controls.length === 1 ? "ja" : control.value;
  }
}

function valuesNow(control, meaning) {
  if (isTick(control)) {
    return control.checked ? meaning : "";
  }
  return control.options ? chosen(control, "selected") : clean(control.value);
}

function servedValues(control, meaning) {
  if (isTick(control)) {
    return control.defaultChecked ? meaning : "";
  }
  if (control.options) {
    const served = chosen(control, "defaultSelected");
    return served.length || control.multiple ? served : (control.options[0]?.value ?? "");
  }
  const [served, now] = [clean(control.defaultValue), clean(control.value)];
  // The browser itself trims addresses and the like; that is nobody's typing.
  return served.trim() === now.trim() ? now : served;
}

function chosen(select, state) {
  return [...select.options].filter((option) => option[state]).map((option) => option.value);
}

function isTick(control) {
  return control.type === "checkbox" || control.type === "radio";
}

function clean(text) {
  return text.replace(LINE_ENDING, "\n");
}
