// Says how far saving is. Eyes see every step; ears hear only a change that matters.
import { element } from "./element.js";

export const State = {
  SERVED: "served", // as the page came
  SAVED: "saved",
  UNSAVED: "unsaved",
  SAVING: "saving",
  FAILING: "failing",
  OFFLINE: "offline",
};

const WORDS = {
  [State.UNSAVED]: "Nog niet opgeslagen",
  [State.SAVING]: "Opslaan…",
  [State.FAILING]: "Opslaan mislukt, we proberen opnieuw",
  [State.OFFLINE]: "Offline: uw tekst staat nog op dit apparaat",
};
// These come and go at every burst of typing.
const SILENT = [State.SERVED, State.UNSAVED, State.SAVING];

export class SaveState {
  #heard = State.SERVED;

  /** The status of the page stays the one that is heard; a twin beside it is seen. */
  constructor(status, words = {}) {
    this.status = status;
    this.vocabulary = { ...WORDS, ...words };
    this.served = status.textContent.trim();
    this.words = element("span", {}, this.served);
    const twin = { class: `${status.className} gd-saved`, "aria-hidden": "true" };
    this.seen = element("p", twin, status.querySelector("svg"), this.words);
    status.className = "gd-hidden";
    status.after(this.seen);
  }

  show(state, savedAt) {
    const words = { [State.SERVED]: this.served, [State.SAVED]: `Opgeslagen om ${savedAt}`, ...this.vocabulary }[state];
    this.seen.dataset.state = state;
    if (this.words.textContent !== words) {
      this.words.textContent = words;
    }
    const isBack = state === State.SERVED && this.#heard !== State.SERVED;
    if (state !== this.#heard && (isBack || !SILENT.includes(state))) {
      this.#heard = state;
      this.status.textContent = words;
    }
  }
}
