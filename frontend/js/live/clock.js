// The pitch clock in the hall and on telephones, and the page of whoever operates it.
import { digits, secondsLeft, ServerClock, warningAt } from "./counting.js";
import { follow } from "./stream.js";

const TICK = 200;
const WORDS = {
  idle: "Nog niet begonnen",
  announced: "Aangekondigd",
  running: "De tijd loopt",
  paused: "Stilgezet",
  over: "De tijd is om",
  break: "Pauze",
  done: "Klaar",
};
const TITLES = { idle: "De pitches beginnen zo", break: "Pauze", done: "Dank u wel" };

class ClockScreen {
  #frame = null;
  #shown = "";
  #warned = null;

  constructor(element) {
    this.element = element;
    this.server = new ServerClock();
    this.server.hear(element.dataset.now);
    this.sound = new Sound(this.#part("sound"));
    follow(element, (frame) => this.take(frame));
    setInterval(() => this.tick(), TICK);
  }

  take(frame) {
    this.server.hear(frame.now);
    this.#frame = frame;
    this.#warned = this.#warning()?.at ?? null; // what was passed before we came is not said again
    this.#tell(frame);
    this.#shown = "";
    this.tick();
  }

  tick() {
    if (!this.#frame) {
      return;
    }
    const seconds = secondsLeft(this.#frame, this.server.now());
    const shown = digits(seconds);
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    this.#write("digits", shown);
    this.#warn();
    const whole = this.#frame.slot?.seconds;
    this.#part("left-bar").setAttribute("width", whole ? String((300 * seconds) / whole) : "0");
  }

  #warning() {
    const frame = this.#frame;
    if (frame.kind === "over") {
      return warningAt(0, Infinity);
    }
    return frame.kind === "running" ? warningAt(secondsLeft(frame, this.server.now()), frame.slot.seconds) : null;
  }

  #warn() {
    const warning = this.#warning();
    this.element.dataset.level = warning?.level ?? "calm";
    this.#write("state", warning?.words ?? WORDS[this.#frame.kind]);
    if (warning && warning.at !== this.#warned && this.#frame.kind === "running") {
      this.#warned = warning.at;
      this.#write("sentence", warning.spoken);
      this.sound.play(warning.beeps);
    }
  }

  #tell({ kind, slot, next, sentence }) {
    this.element.dataset.kind = kind;
    this.#write("title", slot?.title ?? TITLES[kind] ?? "");
    this.#write("municipality", slot ? `Gemeente ${slot.municipality}` : "");
    this.#write("category", slot?.category ?? "");
    this.#write("count", slot ? `Pitch ${slot.position} van ${slot.of}` : "");
    this.#write("next", next ? `Hierna: ${next.title}, gemeente ${next.municipality}` : "");
    this.#write("sentence", sentence);
    this.#part("bar").hidden = !slot;
    this.#part("tiles").replaceChildren(...tiles(slot));
  }

  #part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  #write(name, words) {
    const part = this.#part(name);
    if (part.textContent !== words) {
      part.textContent = words;
    }
  }
}

function tiles(slot) {
  return Array.from({ length: slot?.of ?? 0 }, (_, index) => {
    const tile = document.createElement("span");
    tile.className = "gd-clock__tile";
    tile.dataset.tile = index + 1 < slot.position ? "done" : index + 1 === slot.position ? "now" : "later";
    return tile;
  });
}

/** Off until somebody presses the button: a browser plays nothing before, and a hall decides for itself. */
class Sound {
  #context = null;

  constructor(button) {
    this.button = button;
    button.hidden = typeof AudioContext === "undefined";
    button.addEventListener("click", () => this.#toggle());
  }

  get #isOn() {
    return this.button.getAttribute("aria-pressed") === "true";
  }

  #toggle() {
    this.#context ??= new AudioContext();
    this.#context.resume();
    this.button.setAttribute("aria-pressed", String(!this.#isOn));
    this.button.textContent = this.#isOn ? "Geluid staat aan" : "Zet geluid aan";
    this.play(1);
  }

  play(beeps) {
    if (!this.#isOn) {
      return;
    }
    for (let beep = 0; beep < beeps; beep += 1) {
      this.#beep(this.#context.currentTime + beep * 0.35);
    }
  }

  #beep(at) {
    const tone = this.#context.createOscillator();
    const volume = this.#context.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.3, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
    tone.connect(volume).connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  }
}

/** The operator's page shows one state with its buttons: when that changes, it is fetched anew. */
function operate(element) {
  const server = new ServerClock();
  server.hear(element.dataset.now);
  const face = element.querySelector("[data-digits]");
  const frame = { kind: element.dataset.kind, ends_at: element.dataset.endsAt, slot: null };
  // Who presses hears of it as all others do: then the answer to the press is already on its way.
  let pressed = false;
  document.addEventListener("submit", () => (pressed = true));
  const fetchAnew = () => pressed || location.reload();
  if (frame.kind === "running") {
    const timer = setInterval(() => {
      const seconds = secondsLeft(frame, server.now());
      face.textContent = digits(seconds);
      if (seconds === 0) {
        clearInterval(timer);
        setTimeout(fetchAnew, 500);
      }
    }, TICK);
  }
  follow(element, fetchAnew);
}

document.querySelectorAll("[data-clock]").forEach((element) => new ClockScreen(element));
document.querySelectorAll("[data-clock-control]").forEach(operate);
