// One card on the phone of a juror. Every change is on the device at once; the whole card goes to the server, so that
// scores of two devices are never mixed. The queue decides when.
import { backHere } from "./address.js";
import { element } from "./element.js";
import { fieldsOf } from "./field.js";
import { renewToken } from "./fresh_page.js";
import { button, notice } from "./notice.js";

const PATIENCE = 10_000;
const KEPT_HERE = ["hidden", "submit", "button"];
const SCORE = "score_";

export const Words = {
  saved: (time) => `Bewaard om ${time}`,
  handedIn: (time) => `Ingeleverd om ${time}`,
  sending: "Bewaren…",
  here: "Staat op dit toestel",
  offline: "Staat op dit toestel, wordt verstuurd zodra er netwerk is",
  failing: "Staat op dit toestel. Versturen lukt nog niet, we proberen het opnieuw",
  nowhere: "Dit toestel kan niets bewaren. Laat deze pagina open",
};

export class JurorCard {
  #notice = null; // what a person has to read, or to decide, about this card
  #isStopped = false;
  #isKept = true;
  #isSending = false;
  #saved = "";

  constructor(form, device, queue) {
    this.form = form;
    this.device = device;
    this.queue = queue;
    this.reference = form.dataset.jurorCard;
    this.number = form.elements.namedItem("nummer");
    this.state = form.querySelector("[data-save-state]");
    this.served = this.state.textContent.trim();
    this.badge = document.querySelector(`[data-badge-of="${this.reference}"]`);
    this.fields = fieldsOf(form, ({ name, type }) => !KEPT_HERE.includes(type) && name);
    this.record = device.get(this.reference);
  }

  start() {
    this.form.autocomplete = "off";
    this.form.addEventListener("input", () => this.touch());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    if (this.record) {
      this.#fill(this.record.values);
    } else if (this.fields.some((field) => field.value !== field.saved)) {
      this.touch(); // typed before this script arrived
    }
    this.show();
  }

  get values() {
    return Object.fromEntries(this.fields.map((field) => [field.key, field.value]));
  }

  /** Whether there is something for the server that nobody has to decide about first. */
  get isDue() {
    return Boolean(this.record) && !this.#isStopped && !this.isHeld;
  }

  touch({ wantsIn = false } = {}) {
    this.isHeld = false;
    const before = this.record ?? { base: Number(this.number.value), sent: null, turn: this.queue.nextTurn() };
    this.#keep({ ...before, values: this.values, wantsIn: wantsIn || Boolean(before.wantsIn) });
    this.queue.wake(this);
    this.show();
  }

  /** Whether the server answered. What was sent once is sent again unchanged before anything newer. */
  async send() {
    const { values, wantsIn, base } = this.record;
    this.#keep({ ...this.record, sent: this.record.sent ?? { values, wantsIn, base } });
    this.#isSending = true;
    this.show();
    const [status, answer] = await this.#post(this.record.sent, this.record.turn);
    this.#isSending = false;
    const isHeard = this.#hear(status, answer);
    this.show();
    return isHeard;
  }

  show() {
    const words = this.#words();
    this.state.dataset.state = this.record ? "offline" : "saved";
    if (this.state.textContent !== words) {
      this.state.textContent = words;
    }
  }

  #words() {
    if (!this.record) {
      return this.#saved || this.served;
    }
    if (!this.#isKept) {
      return Words.nowhere;
    }
    if (this.#isSending && !this.queue.nFailures) {
      return Words.sending;
    }
    if (!navigator.onLine) {
      return Words.offline;
    }
    return this.queue.nFailures ? Words.failing : Words.here;
  }

  #keep(record) {
    this.record = record;
    this.#isKept = this.device.put(this.reference, record);
  }

  #drop() {
    this.record = null;
    this.device.remove(this.reference);
  }

  async #post({ values, wantsIn, base }, turn, { isRepeat = false } = {}) {
    const body = new URLSearchParams({ ...values, nummer: base, volg: turn, doe: wantsIn ? "inleveren" : "bewaren" });
    try {
      const response = await fetch(this.form.dataset.keep, {
        method: "POST",
        headers: {
          Accept: "application/json",
          "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value,
        },
        body,
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status === 403 && !isRepeat && (await renewToken())) {
        return this.#post({ values, wantsIn, base }, turn, { isRepeat: true });
      }
      return [response.status, await response.json().catch(() => ({}))];
    } catch {
      return [0, {}];
    }
  }

  #hear(status, answer) {
    switch (status) {
      case 200:
        this.#succeed(answer);
        return true;
      case 401:
        this.#stop("U bent uitgelogd. Wat u schreef, staat nog op dit toestel.", {
          link: { address: backHere(answer.login), text: "Log opnieuw in" },
        });
        return true;
      case 409:
        this.#disagree(answer);
        return true;
      case 422:
        this.#refuse(answer);
        return true;
      case 404:
      case 423:
        this.#stop(`${answer.message ?? "Deze kaart is er niet meer."} Wat u schreef, staat nog op dit toestel.`);
        return true;
      default:
        return false;
    }
  }

  #succeed({ number, saved, isHandedIn, words }) {
    const { sent, values, wantsIn } = this.record;
    this.number.value = number;
    this.#saved = isHandedIn ? Words.handedIn(saved) : Words.saved(saved);
    this.#say(null);
    const isAll = same(sent.values, values) && (sent.wantsIn || !wantsIn);
    if (isAll) {
      this.#drop();
    } else {
      this.#keep({ values, wantsIn: wantsIn && !isHandedIn, base: number, sent: null, turn: this.queue.nextTurn() });
    }
    if (this.badge && words) {
      this.badge.textContent = words;
      this.badge.classList.toggle("gd-badge--ok", isHandedIn);
      this.badge.classList.toggle("gd-badge--neutral", !isHandedIn);
    }
  }

  /** Not as it should be yet. A card that could not be handed in is kept as it is; others wait for the next change. */
  #refuse({ message }) {
    const { sent } = this.record;
    this.isHeld = !sent.wantsIn;
    this.#keep({ ...this.record, sent: null, wantsIn: false });
    this.#say(notice({ kind: "info", role: "status", text: message }));
  }

  /** Two devices: the person chooses between two whole cards. */
  #disagree({ message, number, values, differences }) {
    const rows = differences.flatMap(({ label, stored, own }) => [
      element("dt", {}, label),
      element("dd", {}, `Daar: ${stored || "leeg"}`),
      element("dd", {}, `Hier: ${own || "leeg"}`),
    ]);
    const keepMine = () => {
      this.#goOn();
      this.#keep({ ...this.record, values: this.values, base: number, sent: null });
      this.queue.wake(this, 0);
    };
    const takeTheirs = () => {
      this.#goOn();
      this.#fill(values);
      this.number.value = number;
      this.#drop();
      this.queue.wake(this);
    };
    this.#stop(message, {
      children: [
        element("dl", { class: "gd-two-cards" }, ...rows),
        element(
          "div",
          { class: "gd-actions" },
          button("Bewaar wat hier staat", keepMine),
          button("Neem de andere kaart", takeTheirs),
        ),
      ],
    });
  }

  #goOn() {
    this.#isStopped = false;
    this.#say(null);
  }

  #stop(text, more = {}) {
    this.#isStopped = true;
    this.#keep({ ...this.record, sent: null });
    this.#say(notice({ text, ...more }));
  }

  #say(said) {
    this.#notice?.remove();
    this.#notice = said;
    if (said) {
      this.state.before(said);
    }
  }

  #submit(event) {
    event.preventDefault();
    const wantsIn = event.submitter?.value === "inleveren";
    const missing = wantsIn ? this.#missing() : "";
    if (missing) {
      this.#say(notice({ kind: "info", role: "status", text: missing }));
    } else {
      this.#say(this.#isStopped ? this.#notice : null);
      this.touch({ wantsIn });
      this.queue.wake(this, 0);
    }
  }

  /** The server decides; without network a juror hears this much at once. */
  #missing() {
    const { values } = this;
    const nMissing = Object.keys(values).filter((key) => key.startsWith(SCORE) && !values[key]).length;
    if (nMissing) {
      return `Geef nog ${nMissing} ${nMissing === 1 ? "score" : "scores"} voordat u deze kaart inlevert.`;
    }
    return values.strengths.trim() ? "" : "Schrijf op wat sterk is voordat u deze kaart inlevert.";
  }

  #fill(values) {
    for (const field of this.fields) {
      for (const control of field.controls) {
        if (control.type === "radio") {
          control.checked = control.value === (values[field.key] ?? "");
        } else {
          control.value = values[field.key] ?? "";
        }
      }
    }
  }
}

function same(one, other) {
  return Object.keys({ ...one, ...other }).every((key) => one[key] === other[key]);
}
