// What the browser adds to writing an entry and to reading one. Every page works without it.
import { Autosave } from "./autosave.js";
import { Card } from "./card.js";
import { startCountdown } from "./countdown.js";
import { startCounter } from "./counter.js";
import { Kept } from "./kept.js";
import { startRefresh } from "./refresh.js";
import { showLeftovers } from "./restore.js";
import { startShortcuts } from "./shortcuts.js";
import { catchStrayFiles, Upload } from "./upload.js";

const every = (selector, work) => document.querySelectorAll(selector).forEach(work);

function start() {
  every("form[data-autosave]", (form) => new Autosave(form).start());
  every("form[data-card]", (form) => new Card(form).start());
  every("form[data-shortcuts]", startShortcuts);
  every("[data-kept]", (place) => showLeftovers(place, new Kept(place.dataset.kept, place.dataset.owner)));
  every("[data-counter-for]", startCounter);
  every("[data-refresh]", startRefresh);
  every("form[data-upload]", (form) => new Upload(form).start());
  every("[data-countdown]", (time) => startCountdown(time));
  catchStrayFiles();
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start);
} else {
  start();
}
