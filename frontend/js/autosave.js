// Saves every answer while it is typed. The server decides; this script keeps asking until the text is there.
import { backHere } from "./address.js";
import { element } from "./element.js";
import { fieldsOf } from "./field.js";
import { renewToken } from "./fresh_page.js";
import { Kept } from "./kept.js";
import { notice } from "./notice.js";
import { restore } from "./restore.js";
import { SaveState, State } from "./save_state.js";
import { nextNumber, write } from "./write.js";

const QUIET = 700; // after the last key
const LONGEST = 1200; // after the first key that is not saved: a tab that dies loses less than two seconds
const PAUSES = [1000, 2000, 4000, 8000, 16_000, 20_000];
const BETWEEN_PROBES = 20_000; // whether writing may go on again: signed in elsewhere, or more time
const PATIENCE_AT_SUBMIT = 5000;

export class Autosave {
  #ended = null; // the notice that saving is over for now
  #probe = null;
  #isSubmitting = false;
  #wasHeld = false;
  #mayPass = false;
  #isSubmitted = false;
  #mayLeave = false;

  constructor(form) {
    this.form = form;
    this.fields = fieldsOf(form);
    this.kept = new Kept(form.dataset.autosave, form.dataset.owner);
    this.state = new SaveState(statusOf(form));
    // A browser that puts old text back by itself would have it saved over the newer text of a colleague.
    form.autocomplete = "off";
  }

  start() {
    const { form } = this;
    form.addEventListener("input", ({ target }) => this.#touch(target));
    form.addEventListener("change", ({ target }) => this.#touch(target, { now: true }));
    form.addEventListener("focusout", ({ target }) => this.#touch(target, { now: true }));
    form.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#leave() : this.#tryAll()));
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", () => this.#stay());
    addEventListener("online", () => this.#tryAll());
    addEventListener("offline", () => this.#show());
    addEventListener("beforeunload", (event) => {
      this.#leave(); // before the next page is asked for, so that it shows what was typed
      this.#warn(event);
    });

    restore(this.fields, this.kept);
    this.#tryAll();
  }

  get #unsaved() {
    return this.fields.filter((field) => field.isUnsaved);
  }

  /** What the server still has to get; where somebody else wrote, a person decides first. */
  get #due() {
    return this.#unsaved.filter((field) => !field.conflict);
  }

  get #isAtRisk() {
    return !this.#mayLeave && this.#unsaved.some((field) => this.#ended || field.conflict || field.failures);
  }

  #touch(control, { now = false } = {}) {
    const field = this.fields.find(({ controls }) => controls.includes(control));
    // A half-typed date reads as empty; the answer that was there still stands.
    if (!field || control.validity.badInput) {
      return;
    }
    const value = field.value;
    if (value !== field.typed) {
      const passed = performance.now();
      field.typed = value;
      field.since ??= passed;
      field.due = Math.min(passed + QUIET, field.since + LONGEST);
      this.#stay();
    }
    if (now) {
      field.due = 0;
    }
    this.#plan(field);
    this.#show();
  }

  #plan(field) {
    if (this.#ended || (field.failures && !navigator.onLine)) {
      this.kept.put(this.#unsaved);
    }
    if (this.#ended) {
      this.#probe ??= setTimeout(() => this.#tryAll(), BETWEEN_PROBES);
    }
    if (this.#ended || field.sending || field.failures || field.conflict) {
      return; // the answer, the next try or a person goes first
    }
    clearTimeout(field.timer);
    if (field.isUnsaved) {
      field.timer = setTimeout(() => this.#send(field), field.due - performance.now());
    } else {
      field.since = undefined;
    }
  }

  /** Everything that is due, now: at the start, back online, back in this tab. */
  #tryAll() {
    clearTimeout(this.#probe);
    this.#probe = null;
    const due = this.#due;
    due.forEach((field) => (field.failures = 0));
    due.filter(({ sending }) => !sending).forEach((field) => this.#send(field));
    this.#show();
  }

  #send(field) {
    field.onItsWay = this.#store(field);
    return field.onItsWay;
  }

  async #store(field, { isRepeat = false } = {}) {
    const sent = { value: field.typed, base: field.version, number: nextNumber() };
    clearTimeout(field.timer);
    field.since = undefined;
    field.sent = sent.value;
    field.saved = null; // what the server has is not certain until it answers
    field.sending += 1;
    this.#show();
    const [status, answer] = await write(this.form, { field: field.key, ...sent });
    field.sending -= 1;

    if (status === 403 && !isRepeat && (await renewToken())) {
      await this.#store(field, { isRepeat: true });
    } else {
      this.#hear(status, answer, field, sent);
    }
    this.#show();
  }

  #hear(status, answer, field, sent) {
    if (status === 200 && Number.isInteger(answer.version)) {
      this.#succeed(field, sent, answer);
    } else if (status === 409) {
      this.#disagree(field, answer);
    } else if (status === 401) {
      this.#end(field, "U bent uitgelogd.", { address: backHere(answer.login), text: "Log opnieuw in" });
    } else if (status === 423) {
      this.#end(field, answer.message ?? "U kunt hier nu niet meer schrijven.");
    } else if (!this.#ended) {
      this.#fail(field);
    }
  }

  #succeed(field, { value, number }, { version, saved }) {
    // Answers may overtake each other; an older one says nothing new.
    if (number > field.answered) {
      field.answered = number;
      field.saved = value;
      field.failures = 0;
      this.savedAt = saved;
    }
    field.version = Math.max(field.version, version);
    if (!field.isUnsaved) {
      this.kept.remove(field.key);
    }
    this.#plan(field);
    if (this.#ended) {
      this.#ended.remove();
      this.#ended = null;
      this.#tryAll();
    }
    this.form.dispatchEvent(new CustomEvent("gd:saved", { bubbles: true, detail: { field: field.key } }));
  }

  #fail(field) {
    const pause = PAUSES[Math.min(field.failures, PAUSES.length - 1)];
    field.failures += 1;
    field.saved = null;
    clearTimeout(field.timer);
    field.timer = setTimeout(() => this.#send(field), pause);
    if (!navigator.onLine) {
      this.kept.put(this.#unsaved);
    }
  }

  #disagree(field, { by, at, url }) {
    if (field.conflict) {
      return;
    }
    const when = at ? ` om ${at.replace(":", ".")}` : "";
    field.conflict = notice({
      text: `${by ?? "Iemand anders"} wijzigde dit${when}.`,
      link: { address: url, text: "Vergelijk de twee teksten" },
    });
    field.conflict.querySelector("a")?.addEventListener("click", (event) => this.#compare(event, field));
    field.explain(field.conflict);
  }

  /** What was typed since then goes to the server too, so that the comparison shows all of it. */
  async #compare(event, field) {
    event.preventDefault();
    const { href } = event.currentTarget;
    const text = { field: field.key, value: field.typed, base: field.version, number: nextNumber() };
    const [status] = await write(this.form, text);
    if (status === 409 || status === 200) {
      this.kept.remove(field.key);
      this.#mayLeave = true;
    }
    location.assign(href);
  }

  #end(field, why, link) {
    if (this.#ended) {
      return;
    }
    const isKept = this.kept.put(this.#unsaved);
    const where = isKept
      ? "Uw tekst staat nog op dit apparaat."
      : "Uw tekst staat alleen nog op dit scherm. Kopieer uw tekst eerst.";
    this.#ended = notice({ text: `${why} ${where}`, link });
    this.#ended.querySelector("a")?.addEventListener("click", () => (this.#mayLeave = isKept));
    for (const other of this.fields) {
      clearTimeout(other.timer);
      other.failures = 0;
    }
    field.append(this.#ended);
  }

  async #submit(event) {
    if (this.#mayPass || this.#ended || !this.#due.length) {
      this.#letGo();
      return;
    }
    event.preventDefault();
    if (this.#isSubmitting) {
      return;
    }
    this.#isSubmitting = true;
    const isDone = await this.#flush();
    this.#isSubmitting = false;
    // Without an answer the page waits once with the person; whoever presses again may know better.
    this.#mayPass = isDone || this.#wasHeld;
    this.#wasHeld = !isDone;
    if (this.#mayPass) {
      this.form.requestSubmit(event.submitter);
    }
  }

  /** Whether the server has, or refused, everything. */
  async #flush() {
    const tooLong = new Promise((resolve) => setTimeout(resolve, PATIENCE_AT_SUBMIT));
    await Promise.race([tooLong, Promise.all(this.#due.map((field) => this.#finish(field)))]);
    return Boolean(this.#ended) || !this.#due.length;
  }

  async #finish(field) {
    if (field.sending) {
      await field.onItsWay;
    }
    if (this.#due.includes(field) && !this.#ended) {
      await this.#send(field);
    }
  }

  #letGo() {
    this.#mayPass = false;
    this.#mayLeave = true;
    this.#isSubmitted = true;
    if (this.#due.length) {
      this.kept.put(this.#due);
    }
    if (!this.#ended) {
      this.fields.filter(({ conflict }) => conflict).forEach(({ key }) => this.kept.remove(key));
    }
  }

  #stay() {
    this.#mayLeave = false;
    this.#isSubmitted = false;
  }

  /** The last chance to send; a submitted form carries its own text. */
  #leave() {
    if (this.#isSubmitted) {
      return;
    }
    if (this.#isAtRisk) {
      this.kept.put(this.#unsaved);
    }
    for (const field of this.#ended ? [] : this.#due) {
      if (!field.sending || field.sent !== field.typed) {
        this.#send(field);
      }
    }
  }

  #warn(event) {
    if (this.#isAtRisk) {
      event.preventDefault();
      event.returnValue = ""; // what browsers before 2024 listen to
    }
  }

  #show() {
    const due = this.#due;
    if (due.some(({ failures }) => failures)) {
      this.state.show(navigator.onLine ? State.FAILING : State.OFFLINE);
    } else if (due.some(({ sending }) => sending)) {
      this.state.show(State.SAVING);
    } else if (this.#unsaved.length) {
      this.state.show(State.UNSAVED);
    } else {
      this.state.show(this.savedAt ? State.SAVED : State.SERVED, this.savedAt);
    }
  }
}

export function statusOf(form) {
  const status = form.querySelector("[data-save-state]") ?? document.querySelector("[data-save-state]");
  return status ?? form.appendChild(element("p", { role: "status", "data-save-state": "" }));
}
