// Notes of a visit: sent when there is a network, kept on this device until they are, cleared when they are handed in.
import { Card } from "./card.js";
import { Kept } from "./kept.js";
import { State } from "./save_state.js";

const HERE = "Bewaard op dit toestel";
const WORDS = {
  [State.UNSAVED]: HERE,
  [State.OFFLINE]: `${HERE}. Wij versturen het als er weer verbinding is.`,
  [State.FAILING]: `${HERE}. Versturen lukt nog niet, wij proberen het opnieuw.`,
};
const options = { outlivesTab: true };

function start() {
  document.querySelectorAll("form[data-card]").forEach((form) => new Card(form, { ...options, words: WORDS }).start());
  for (const { dataset } of document.querySelectorAll("[data-handed-in]")) {
    new Kept(dataset.handedIn, dataset.owner, options).clear();
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start);
} else {
  start();
}
