// The operator's console. Without this script every button is a form; with it, what cannot be taken back is held,
// a press that got lost on the way can be sent again as it was, and the page follows what another operator does.
import { follow } from "./stream.js";

export const HOLD = 1500;
const LOST =
  "Geen antwoord van de server. Druk gerust nog eens op dezelfde knop: hetzelfde verzoek telt maar één keer.";
const CONNECTION = { live: "Verbonden", polling: "Verbonden, met vertraging", lost: "Geen verbinding" };

export class Console {
  #isHolding = false;
  #isSending = false;
  #isStale = false;

  constructor(element, { reload = () => location.reload(), send = fetch.bind(globalThis) } = {}) {
    this.element = element;
    this.reload = reload;
    this.send = send;
  }

  start() {
    for (const form of this.element.querySelectorAll("form[data-move]")) {
      form.addEventListener("submit", (event) => this.#submit(event, form));
    }
    for (const form of this.element.querySelectorAll("form[data-held]")) {
      this.#hold(form);
    }
    document.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("gd:connection", ({ detail }) => this.#connected(detail));
    return this;
  }

  /** The stage moved: by this operator, or by another one. Never under a thumb that is holding. */
  moved() {
    this.#isStale = true;
    if (!this.#isHolding && !this.#isSending) {
      this.reload();
    }
  }

  async #submit(event, form) {
    event.preventDefault();
    if (this.#isSending || (form.dataset.held !== undefined && !form.elements.is_sure.checked)) {
      return;
    }
    this.#isSending = true;
    this.#trouble("");
    try {
      const response = await this.send(form.action, {
        method: "POST",
        body: new FormData(form),
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      if (response.type === "opaqueredirect" || response.ok) {
        this.reload();
        return;
      }
      this.#trouble(`De server nam dit niet aan (${response.status}). Ververs de pagina.`);
    } catch {
      this.#trouble(LOST);
    }
    this.#isSending = false;
    if (form.dataset.held !== undefined) {
      form.elements.is_sure.checked = false;
    }
    if (this.#isStale) {
      this.reload();
    }
  }

  #hold(form) {
    const button = form.querySelector("button");
    let timer = null;
    form.querySelector("[data-without-script]").hidden = true;
    form.querySelector("[data-hold-words]").hidden = false;
    form.elements.is_sure.checked = false;

    const begin = () => {
      if (timer === null && !button.disabled) {
        this.#isHolding = true;
        button.classList.add("is-held");
        timer = setTimeout(() => {
          release();
          form.elements.is_sure.checked = true;
          form.requestSubmit();
        }, HOLD);
      }
    };
    const release = () => {
      clearTimeout(timer);
      timer = null;
      this.#isHolding = false;
      button.classList.remove("is-held");
      if (this.#isStale && !this.#isSending) {
        this.reload();
      }
    };
    button.addEventListener("pointerdown", (event) => event.button === 0 && begin());
    for (const name of ["pointerup", "pointerleave", "pointercancel", "blur"]) {
      button.addEventListener(name, release);
    }
    button.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") {
        event.preventDefault();
        if (!event.repeat) {
          begin();
        }
      }
    });
    button.addEventListener("keyup", (event) => {
      event.preventDefault();
      release();
    });
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (event.detail === 0) {
        this.#askInstead(form);
      }
    });
    button.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** Somebody whose tools can click but not hold answers the question instead. */
  #askInstead(form) {
    if (form.elements.is_sure.checked) {
      form.requestSubmit();
    } else {
      form.querySelector("[data-without-script]").hidden = false;
      form.elements.is_sure.focus();
    }
  }

  #key(event) {
    const isPlain = !event.repeat && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isPlain && !event.target.closest("input, textarea, select")) {
      this.element.querySelector(`form[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.requestSubmit();
    }
  }

  #connected(state) {
    this.element.querySelector("[data-connection-words]").textContent = CONNECTION[state] ?? "";
  }

  #trouble(words) {
    const line = this.element.querySelector("[data-trouble]");
    line.textContent = words;
    line.hidden = words === "";
  }
}

const element = document.querySelector("[data-console]");
if (element) {
  const desk = new Console(element).start();
  follow(element, () => desk.moved());
}
