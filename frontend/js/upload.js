// Sends files one after another, with progress, a way to stop each, and the reason when one is refused.
import { backHere } from "./address.js";
import { element } from "./element.js";
import { button, notice } from "./notice.js";

const UNREACHABLE = "Het bestand kon niet worden verstuurd. Controleer uw verbinding en probeer het opnieuw.";
const LOGGED_OUT = "U bent uitgelogd. Log opnieuw in en voeg het bestand nog een keer toe.";

export class Upload {
  #queue = [];
  #isBusy = false;
  #nAdded = 0;
  #nRefused = 0;

  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.zone = form.closest("[data-drop]") ?? form.querySelector("[data-drop]");
    this.heard = element("p", { class: "gd-hidden", role: "status" });
    this.rows = element("ul", { class: "gd-uploads" });
    form.after(this.heard, this.rows);
  }

  start() {
    addEventListener("beforeunload", (event) => {
      if (this.#isBusy) {
        event.preventDefault();
        event.returnValue = ""; // what browsers before 2024 listen to
      }
    });
    this.form.addEventListener("submit", (event) => {
      if (this.input.files.length) {
        event.preventDefault();
        this.#add(this.input.files);
        this.input.value = "";
      }
    });
    this.zone?.addEventListener("dragenter", () => this.#mark(true));
    this.zone?.addEventListener("dragleave", ({ relatedTarget }) => this.#mark(this.zone.contains(relatedTarget)));
    this.zone?.addEventListener("drop", (event) => {
      event.preventDefault();
      this.#mark(false);
      this.#add(event.dataTransfer.files);
    });
  }

  #mark(isOver) {
    this.zone.classList.toggle("gd-drop--over", isOver);
  }

  #add(files) {
    this.list?.remove();
    this.#queue.push(...[...files].map((file) => new Row(file, this.rows, () => this.input.focus())));
    this.#work();
  }

  async #work() {
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    while (this.#queue.length) {
      await this.#one(this.#queue.shift());
    }
    this.#isBusy = false;
    this.#finish();
  }

  async #one(row) {
    if (row.isStopped) {
      return;
    }
    const tooBig = this.#isTooBig(row.file) && { message: this.form.dataset.tooBig };
    const answer = tooBig || (await row.send(this.form, this.input.name));
    if (answer.isStopped) {
      this.heard.textContent = `${row.file.name} is niet toegevoegd.`;
    } else if (answer.ok) {
      this.#nAdded += 1;
      row.finish();
      this.heard.textContent = `${row.file.name} is toegevoegd.`;
    } else {
      this.#nRefused += 1;
      row.refuse(answer, () => this.#again(row));
    }
  }

  #again(row) {
    this.#nRefused -= 1;
    row.remove();
    this.input.focus();
    this.#add([row.file]);
  }

  #isTooBig(file) {
    return file.size > Number(this.form.dataset.maxBytes || Infinity);
  }

  #finish() {
    if (this.#nAdded && !this.#nRefused) {
      location.reload();
    } else if (this.#nAdded) {
      this.list = element("p", {}, button("Toon de lijst", () => location.reload()));
      this.rows.after(this.list);
    }
  }
}

class Row {
  isStopped = false;

  constructor(file, rows, whenStopped) {
    this.file = file;
    this.whenStopped = whenStopped;
    this.bar = element("progress", { max: "100", value: "0", "aria-label": `${file.name} versturen` });
    this.words = element("span", { class: "gd-upload__words" }, "Wacht op zijn beurt");
    this.line = element(
      "div",
      { class: "gd-upload__line" },
      this.bar,
      this.words,
      button("Annuleren", () => this.#stop(), `van ${file.name}`),
    );
    const name = element("span", { class: "gd-upload__name" }, file.name);
    this.item = element("li", { class: "gd-upload" }, name, this.line);
    rows.append(this.item);
  }

  send(form, name) {
    const request = new XMLHttpRequest();
    this.request = request;
    const body = new FormData(form);
    body.delete(name);
    body.append(name, this.file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => this.#progress(loaded, total));
    return new Promise((resolve) => {
      request.addEventListener("loadend", () => {
        resolve(this.isStopped ? { isStopped: true } : answerOf(request, form));
      });
      request.send(body);
    });
  }

  finish() {
    this.#progress(1, 1);
    this.line.replaceChildren(element("span", { class: "gd-upload__words" }, "Toegevoegd"));
  }

  refuse({ message, login, canRepeat }, repeat) {
    const link = login && { address: login, text: "Log opnieuw in" };
    const again = canRepeat && button("Opnieuw proberen", repeat, `met ${this.file.name}`);
    this.line.replaceWith(notice({ kind: "error", text: message, link, children: [again].filter(Boolean) }));
  }

  remove() {
    this.item.remove();
  }

  #progress(loaded, total) {
    const percent = Math.floor((100 * loaded) / (total || 1));
    this.bar.value = percent;
    this.words.textContent = percent < 100 ? `${percent} procent verstuurd` : "Verstuurd, wordt gecontroleerd…";
  }

  #stop() {
    this.isStopped = true;
    this.request?.abort();
    this.remove();
    this.whenStopped();
  }
}

function answerOf({ status, responseText }, form) {
  let answer = {};
  try {
    answer = JSON.parse(responseText) ?? {};
  } catch {
    // A proxy answers in its own words; the status tells enough.
  }
  const isRefused = status >= 400 && status < 500;
  const usual = { 401: LOGGED_OUT, 413: form.dataset.tooBig }[status] ?? UNREACHABLE;
  return {
    ok: status < 300 && answer.ok === true,
    message: answer.message ?? usual,
    login: answer.login && backHere(answer.login),
    canRepeat: !isRefused,
  };
}

/** A file that lands beside the zone would otherwise open in place of the page with its text. */
export function catchStrayFiles() {
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => {
      const isOnInput = event.target.type === "file";
      if (event.dataTransfer?.types.includes("Files") && !isOnInput) {
        event.preventDefault();
      }
    });
  }
}
