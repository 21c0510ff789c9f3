// What is said on a topic, as soon as it is said: by a stream where there is one, by asking where there is not.

const POLL_EVERY = 2000;
const POLL_WHEN_SILENT = 10_000; // nothing was said yet: nobody has to hear the first word within two seconds
const STREAM_AGAIN_AFTER = 15_000;
const SILENCE = 40_000; // the server gives a sign of life every 15 seconds
const STUMBLE = 1000; // a stream that comes back this soon was never away

/**
 * Calls `onFrame(body, number)` for everything newer than what was there. The element says where to listen in
 * `data-stream` and where to ask in `data-poll`, may say in `data-number` what the page shows already, and is told in
 * `data-connection` how it goes: live, polling or lost.
 */
export function follow(element, onFrame) {
  const follower = new Follower(element, onFrame);
  follower.start();
  return follower;
}

export class Follower {
  #source = null;
  #stumble = null;
  #silence = null;
  #again = null;
  #poll = null;
  #isAsking = false;

  constructor(element, onFrame) {
    this.element = element;
    this.onFrame = onFrame;
    this.number = Number(element.dataset.number ?? -1);
  }

  start() {
    this.#listen();
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#say("lost"));
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  take(number, body) {
    if (number > this.number) {
      this.number = number;
      this.onFrame(body, number);
    }
  }

  #say(state) {
    if (this.element.dataset.connection !== state) {
      this.element.dataset.connection = state;
      this.element.dispatchEvent(new CustomEvent("gd:connection", { detail: state }));
    }
  }

  #listen() {
    clearTimeout(this.#again);
    this.#source?.close();
    if (!this.element.dataset.stream || typeof EventSource === "undefined") {
      this.#ask();
      return;
    }
    const source = new EventSource(this.element.dataset.stream);
    this.#source = source;
    source.onopen = () => this.#hears();
    source.onmessage = ({ lastEventId, data }) => {
      this.#hears();
      this.take(Number(lastEventId), JSON.parse(data));
    };
    source.addEventListener("beat", () => this.#hears());
    source.onerror = () => this.#stumbles();
    this.#stumbles();
  }

  /** Only a sign of the server counts: a connection can be open and dead. */
  #hears() {
    clearTimeout(this.#stumble);
    clearTimeout(this.#silence);
    clearTimeout(this.#poll);
    clearTimeout(this.#again);
    this.#stumble = this.#poll = this.#again = null;
    this.#silence = setTimeout(() => this.#listen(), SILENCE);
    this.#say("live");
  }

  #stumbles() {
    clearTimeout(this.#silence);
    this.#stumble ??= setTimeout(() => this.#ask(), this.element.dataset.connection ? 0 : STUMBLE);
    if (!this.#again) {
      this.#again = setTimeout(() => {
        this.#again = null;
        this.#listen();
      }, scattered(STREAM_AGAIN_AFTER));
    }
  }

  get #isLive() {
    return this.#source?.readyState === 1 && this.#stumble === null;
  }

  async #ask() {
    clearTimeout(this.#poll);
    if (this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    const [status, said] = await asked(this.element.dataset.poll);
    this.#isAsking = false;
    const isFirst = said && this.number < 0;
    if (said) {
      this.take(said.number, said.body);
    }
    if (this.#isLive) {
      return;
    }
    this.#say(status === 200 || status === 404 ? "polling" : "lost");
    const pause = status === 404 ? POLL_WHEN_SILENT : POLL_EVERY;
    this.#poll = setTimeout(() => this.#ask(), scattered(pause));
    if (isFirst && this.#source?.readyState === 2) {
      this.#listen(); // a stream begins with the first word
    }
  }

  #wake() {
    if (!this.#isLive) {
      this.#listen();
      this.#ask();
    }
  }
}

async function asked(address) {
  try {
    const response = await fetch(address, { credentials: "omit", headers: { Accept: "application/json" } });
    return [response.status, response.ok ? await response.json() : null];
  } catch {
    return [0, null];
  }
}

/** Thousands that lost the stream together do not come back together. */
function scattered(pause) {
  return pause * (0.8 + 0.4 * Math.random());
}
