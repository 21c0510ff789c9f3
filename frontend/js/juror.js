// The pitch day on the phone of a juror: every card of the day is in this one page, so that the next finalist opens
// without network. Cards go to the server one at a time, in the order in which they were first changed.
import { Device } from "./device.js";
import { JurorCard } from "./juror_card.js";

const QUIET = 800; // after the last key
const PAUSES = [1000, 2000, 4000, 8000, 16_000, 20_000];

class Queue {
  nFailures = 0;
  #turn = 0;
  #cards = [];
  #isBusy = false;

  constructor(status) {
    this.status = status;
  }

  start(cards) {
    this.#cards = cards;
    this.#turn = Math.max(0, ...cards.map(({ record }) => record?.turn ?? 0));
    cards.forEach((card) => card.start());
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.#show());
    document.addEventListener("visibilitychange", () => !document.hidden && this.#hurry());
    this.#hurry();
  }

  nextTurn() {
    this.#turn += 1;
    return this.#turn;
  }

  wake(card, pause = QUIET) {
    const isWaiting = this.nFailures > 0 && pause > 0;
    if (!isWaiting) {
      this.#plan(pause);
    }
    this.#show();
  }

  #hurry() {
    this.nFailures = 0;
    this.#plan(0);
    this.#show();
  }

  #plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#work(), pause);
  }

  async #work() {
    const [next] = this.#cards.filter(({ isDue }) => isDue).sort((one, other) => one.record.turn - other.record.turn);
    if (this.#isBusy || !next) {
      return;
    }
    this.#isBusy = true;
    const isHeard = await next.send();
    this.#isBusy = false;
    if (isHeard) {
      this.nFailures = 0;
      this.#plan(0);
    } else {
      this.#plan(PAUSES[Math.min(this.nFailures, PAUSES.length - 1)]);
      this.nFailures += 1;
    }
    this.#show();
  }

  #show() {
    this.#cards.forEach((card) => card.show());
    const nHere = this.#cards.filter(({ record }) => record).length;
    const cards = nHere === 1 ? "1 kaart staat" : `${nHere} kaarten staan`;
    const words = nHere
      ? `${cards} nog alleen op dit toestel. Zodra er netwerk is, gaat alles vanzelf naar de server.`
      : "Alles wat u schreef, is bewaard.";
    if (this.status.textContent !== words) {
      this.status.textContent = words;
    }
  }
}

/** One finalist at a time, by the part of the address that never leaves the device. */
function showOne(day) {
  const chosen = decodeURIComponent(location.hash.slice(1));
  const sections = [...day.querySelectorAll("[data-pitch]")];
  const isOne = sections.some(({ id }) => id === chosen);
  sections.forEach((section) => (section.hidden = section.id !== chosen));
  day.querySelector("[data-pitch-list]").hidden = isOne;
  if (isOne) {
    const section = document.getElementById(chosen);
    section.scrollIntoView();
    section.querySelector("h2").focus({ preventScroll: true });
  } else {
    scrollTo(0, 0);
  }
}

function start() {
  const day = document.querySelector("[data-pitch-day]");
  if (!day) {
    return;
  }
  const { owner, year } = day.dataset;
  const queue = new Queue(day.querySelector("[data-day-state]"));
  const device = new Device(owner, year);
  queue.start([...day.querySelectorAll("form[data-juror-card]")].map((form) => new JurorCard(form, device, queue)));
  if (day.querySelector("[data-pitch-list]")) {
    addEventListener("hashchange", () => showOne(day));
    showOne(day);
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start);
} else {
  start();
}
