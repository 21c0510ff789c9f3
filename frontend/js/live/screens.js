// What a screen of the reveal does by itself: follow, keep the envelopes, put the picture in the page.
import { Envelopes } from "./envelopes.js";
import { litIn, pictureOf } from "./picture.js";
import { liftTile, lightTiles } from "./tiles.js";
import { follow } from "./stream.js";

const CONNECTION = {
  live: "Verbonden. Deze pagina gaat vanzelf mee.",
  polling: "Verbonden, met een paar tellen vertraging.",
  lost: "Geen verbinding. Wij blijven het proberen; dit beeld kan verouderd zijn.",
};

const LONG = 60; // as in web/live/picture.py: the letters become smaller

class Screen {
  #newest = 0;

  constructor(root) {
    this.root = root;
    this.envelopes = new Envelopes();
    this.isStage = root.dataset.screen === "stage";
  }

  start() {
    this.envelopes.fetch(this.root.dataset.envelopes);
    this.root.addEventListener("gd:connection", ({ detail }) => this.#write("connection", CONNECTION[detail]));
    follow(this.root, (frame, number) => this.#take(frame, number));
  }

  async #take(frame, number) {
    this.#newest = number;
    if (this.envelopes.isEmpty && frame.kind !== "winner") {
      this.envelopes.fetch(this.root.dataset.envelopes); // released after this page was opened
    }
    const winner = frame.winner ?? (frame.key ? await this.envelopes.open(frame.category.key, frame.key) : null);
    if (this.#newest === number) {
      this.#show(pictureOf({ ...frame, winner }));
    }
  }

  #show(picture) {
    const { root } = this;
    const hadWinner = root.dataset.kind === "winner";
    root.dataset.kind = picture.kind;
    root.toggleAttribute("data-black", picture.is_black);
    this.#part("watermark")?.toggleAttribute("hidden", !picture.is_rehearsal);
    for (const name of ["kicker", "lead", "sentence"]) {
      this.#write(name, picture[name]);
    }
    this.#write("title", picture.is_black && !this.isStage ? "Even donker" : picture.title);
    this.#list("nominees", picture.nominees);
    this.#winner(picture);
    if (this.isStage) {
      this.#list("winners", picture.winners);
      lightTiles(root, litIn(picture));
      if (picture.winner && !hadWinner) {
        liftTile(root, picture.winner.code, this.#part("winner"));
      }
    } else {
      this.#keep(picture);
      this.#part("results").hidden = picture.kind !== "done";
    }
  }

  #winner({ winner, kicker, title }) {
    this.#part("winner").hidden = !winner;
    this.#part("winner").toggleAttribute("data-long", `${winner?.municipality}${winner?.title}`.length > LONG);
    for (const name of ["municipality", "title", "motivation"]) {
      this.#write(`winner-${name}`, winner?.[name] ?? "");
    }
    this.#write("winner-prize", winner ? `${title} · ${kicker}` : "");
  }

  /** At home the winners stay below the picture; each is there once. */
  #keep({ winner, winners, kicker }) {
    const list = this.#part("winners");
    const shown = winner ? [{ ...winner, category: kicker }] : winners;
    for (const one of shown) {
      const known = [...list.querySelectorAll("[data-of='category'], .gd-muted")];
      if (!known.some(({ textContent }) => textContent === one.category)) {
        list.append(this.#row(one));
      }
    }
    this.#part("earlier").hidden = list.childElementCount === 0;
  }

  #list(name, rows) {
    this.#part(name).replaceChildren(...rows.map((row) => this.#row(row)));
  }

  #row(values) {
    const row = this.#part("nominee").content.firstElementChild.cloneNode(true);
    for (const place of row.querySelectorAll("[data-of]")) {
      const words = values[place.dataset.of];
      if (words) {
        place.textContent = words;
      } else {
        place.remove();
      }
    }
    return row;
  }

  #write(name, words) {
    const place = this.#part(name);
    if (place && place.textContent !== words) {
      place.textContent = words;
    }
  }

  #part(name) {
    return this.root.querySelector(name === "watermark" ? "[data-watermark]" : `[data-part="${name}"]`);
  }
}

document.querySelectorAll("[data-screen]").forEach((root) => new Screen(root).start());
