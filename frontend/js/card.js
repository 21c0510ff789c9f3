// Saves a scorecard while it is filled in: always the whole card, so that scores of two devices are never mixed.
import { statusOf } from "./autosave.js";
import { backHere } from "./address.js";
import { fieldsOf } from "./field.js";
import { renewToken } from "./fresh_page.js";
import { Kept } from "./kept.js";
import { notice } from "./notice.js";
import { restore } from "./restore.js";
import { SaveState, State } from "./save_state.js";

const QUIET = 800; // after the last key
const PAUSES = [1000, 2000, 4000, 8000, 16_000, 20_000];
const PATIENCE = 10_000;
const PATIENCE_AT_LEAVING = 4000;
const KEPT_HERE = ["hidden", "submit", "button"];

export class Card {
  #failures = 0;
  #unanswered = null; // what was sent and may or may not have arrived; it is sent again before anything newer
  #onItsWay = null;
  #stopped = null; // the notice that says why saving is over, or waits for a person
  #isLeaving = false;
  #here = new Set(); // what this page kept on the device; what it found there waits for a person

  /** `outlivesTab`: everything typed is kept on this device, and not only once sending fails. */
  constructor(form, { outlivesTab = false, words = {} } = {}) {
    this.form = form;
    this.outlivesTab = outlivesTab;
    this.number = form.elements.namedItem("nummer");
    this.fields = fieldsOf(form, ({ name, type }) => !KEPT_HERE.includes(type) && name);
    this.kept = new Kept(form.dataset.card, form.dataset.owner, { outlivesTab });
    this.state = new SaveState(statusOf(form), words);
    this.#setNumber(this.number.value);
  }

  start() {
    const { form } = this;
    form.addEventListener("input", () => this.#touch(QUIET));
    form.addEventListener("change", () => this.#touch(0));
    form.addEventListener("submit", (event) => this.#submit(event));
    document.addEventListener("click", (event) => this.#follow(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.#keepHere());
    addEventListener("pagehide", () => this.#keepHere());
    addEventListener("pageshow", () => (this.#isLeaving = false));
    addEventListener("online", () => this.#send());
    addEventListener("offline", () => this.#show());
    restore(this.fields, this.kept);
    this.#touch(0);
  }

  get #changed() {
    return this.fields.filter((field) => (field.typed = field.value) !== field.saved);
  }

  #touch(pause) {
    clearTimeout(this.timer);
    if (this.#changed.length && !this.#stopped) {
      this.timer = setTimeout(() => this.#send(), this.#failures ? Math.max(pause, PAUSES[0]) : pause);
    }
    if (this.outlivesTab || this.#failures || this.#stopped) {
      this.#keepHere();
    }
    this.#show();
  }

  /** Everything that is not saved, until it is or until saving has to wait. */
  async #send() {
    clearTimeout(this.timer);
    if (this.#onItsWay || this.#stopped || !(this.#unanswered || this.#changed.length)) {
      return this.#onItsWay;
    }
    this.#unanswered ??= this.#taken();
    this.#onItsWay = this.#store(this.#unanswered).finally(() => (this.#onItsWay = null));
    this.#show();
    await this.#onItsWay;
    this.#show();
    return this.#failures ? undefined : this.#send();
  }

  #taken() {
    const body = new URLSearchParams(new FormData(this.form)).toString();
    return { body, values: this.fields.map((field) => field.value) };
  }

  async #store(taken, { isRepeat = false } = {}) {
    const [status, answer] = await post(this.form, taken.body);
    if (status === 403 && !isRepeat && (await renewToken())) {
      return this.#store(taken, { isRepeat: true });
    }
    if (status === 200) {
      return this.#succeed(taken, answer);
    }
    if (status === 409) {
      return this.#stop(`${answer.message} Druk op ‘Opslaan’ om de twee te vergelijken.`);
    }
    if (status === 401) {
      return this.#stop("U bent uitgelogd. Wat u typte, staat nog op dit apparaat.", backHere(answer.login));
    }
    if (status === 423) {
      return this.#stop(`${answer.message} Wat u typte, staat nog op dit apparaat.`);
    }
    if (status === 422) {
      return this.#refuse(taken, answer);
    }
    return this.#fail();
  }

  #succeed({ values }, { number, saved }) {
    this.#unanswered = null;
    this.#failures = 0;
    this.refusal?.remove();
    this.savedAt = saved;
    this.#setNumber(number);
    this.fields.forEach((field, place) => {
      field.saved = values[place];
      if (field.value === field.saved) {
        this.kept.remove(field.key);
      }
    });
  }

  /** Not as it should be yet, such as a card that was ready and lost its tip. The next change tries again. */
  #refuse({ values }, { message }) {
    this.#unanswered = null;
    this.fields.forEach((field, place) => (field.saved = values[place]));
    this.kept.put(this.fields);
    this.refusal?.remove();
    this.refusal = notice({ kind: "info", role: "status", text: message });
    this.state.status.before(this.refusal);
  }

  #fail() {
    this.timer = setTimeout(() => this.#send(), PAUSES[Math.min(this.#failures, PAUSES.length - 1)]);
    this.#failures += 1;
    this.#keepHere();
  }

  #stop(text, login) {
    this.#unanswered = null;
    this.#stopped = notice({ text, link: login && { address: login, text: "Log opnieuw in" } });
    this.state.status.before(this.#stopped);
    this.#keepHere();
  }

  /** A submit carries the whole card by itself, but not while another save is under way. */
  async #submit(event) {
    clearTimeout(this.timer);
    if (this.#onItsWay && !this.#isLeaving) {
      event.preventDefault();
      await this.#settle();
      this.#isLeaving = true;
      this.form.requestSubmit(event.submitter);
      return;
    }
    this.#isLeaving = true;
    this.#keepHere();
  }

  /** To another entry by a link on this page: what was typed goes first. */
  async #follow(event) {
    const link = event.target.closest?.("a[href]:not([target])");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (!link || !isPlain || link.hash || this.#stopped || !this.#changed.length) {
      return;
    }
    event.preventDefault();
    await Promise.race([this.#send(), wait(PATIENCE_AT_LEAVING)]);
    location.assign(link.href);
  }

  async #settle() {
    await Promise.race([this.#onItsWay, wait(PATIENCE_AT_LEAVING)]);
  }

  /** On this device, for when the network or the tab gives out. */
  #keepHere() {
    const changed = this.#changed;
    const undone = this.fields.filter((field) => this.#here.has(field.key) && !changed.includes(field));
    undone.forEach(({ key }) => this.kept.remove(key));
    this.#here = new Set(changed.map(({ key }) => key));
    if (changed.length) {
      this.kept.put(changed.map(({ key, value, version }) => ({ key, typed: value.trim(), version })));
    }
  }

  #setNumber(number) {
    this.number.value = number;
    this.fields.forEach((field) => (field.version = number));
  }

  #show() {
    if (this.#failures) {
      this.state.show(navigator.onLine ? State.FAILING : State.OFFLINE);
    } else if (this.#onItsWay) {
      this.state.show(State.SAVING);
    } else if (this.#changed.length) {
      this.state.show(State.UNSAVED);
    } else {
      this.state.show(this.savedAt ? State.SAVED : State.SERVED, this.savedAt);
    }
  }
}

async function post(form, body) {
  try {
    const response = await fetch(form.dataset.card, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
        "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value,
      },
      body,
      redirect: "error",
      keepalive: true,
      signal: AbortSignal.timeout(PATIENCE),
    });
    return [response.status, await response.json().catch(() => ({}))];
  } catch {
    return [0, {}];
  }
}

function wait(pause) {
  return new Promise((resolve) => setTimeout(resolve, pause));
}
