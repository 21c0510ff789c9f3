// Keeps "nog 11 dagen" true by the clock of the server. The clock and the time zone of this machine do not count.
import { freshPage } from "./fresh_page.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// A machine that slept has a wall clock ahead of the clock that we trust, which stood still.
const SUSPECT = 5 * SECOND;
const JUST_PAST = 20;

const CLOSED = "de inschrijving is gesloten";

export function wordsLeft(left, closed = CLOSED) {
  if (left <= 0) {
    return closed;
  }
  if (left < MINUTE) {
    return "nog minder dan een minuut";
  }
  const [days, hours, minutes] = [left / DAY, left / HOUR, left / MINUTE].map(Math.floor);
  if (days) {
    return `nog ${days} ${days === 1 ? "dag" : "dagen"}`;
  }
  const rest = minutes % 60;
  const minutesSaid = `${rest} ${rest === 1 ? "minuut" : "minuten"}`;
  if (!hours) {
    return `nog ${minutesSaid}`;
  }
  return rest ? `nog ${hours} uur en ${minutesSaid}` : `nog ${hours} uur`;
}

/** Until the words may change: the next whole minute, and in the last one the next whole second. */
export function nextLook(left) {
  return (left % (left < MINUTE ? SECOND : MINUTE)) + JUST_PAST;
}

export function startCountdown(time) {
  const isCapital = /^\p{Lu}/u.test(time.textContent.trim());
  let clock = new ServerClock(time.dataset.now, servedAt());
  let timer;
  time.setAttribute("aria-live", "off");

  const look = async () => {
    if (clock.isSuspect) {
      clock = await askAgain(time, clock);
    }
    clearTimeout(timer);
    const left = Date.parse(time.dataset.countdown) - clock.now;
    if (Number.isNaN(left)) {
      return;
    }
    const words = wordsLeft(left, time.dataset.closed);
    const said = isCapital ? words[0].toUpperCase() + words.slice(1) : words;
    if (time.textContent !== said) {
      time.textContent = said;
    }
    if (left > 0) {
      timer = setTimeout(look, nextLook(left));
    }
  };
  document.addEventListener("visibilitychange", () => document.hidden || look());
  addEventListener("pageshow", look);
  addEventListener("online", look);
  look();
}

class ServerClock {
  constructor(now, at) {
    this.start = Date.parse(now) - at;
    this.drift = wallAhead();
  }

  get now() {
    return this.start + performance.now();
  }

  get isSuspect() {
    return Math.abs(wallAhead() - this.drift) > SUSPECT;
  }
}

function wallAhead() {
  return Date.now() - performance.now();
}

/** When the server wrote this page, on the clock of this page. */
function servedAt() {
  return performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
}

/** Without an answer, as just after waking, the next look asks again. */
async function askAgain(time, clock) {
  const position = [...document.querySelectorAll("[data-countdown]")].indexOf(time);
  const fresh = (await freshPage())?.querySelectorAll("[data-countdown]")[position];
  if (!fresh) {
    return clock;
  }
  time.dataset.countdown = fresh.dataset.countdown;
  return new ServerClock(fresh.dataset.now, performance.now());
}
