// How a screen counts a pitch down by itself: from what was said last and the clock of the server, as far as known.

export const WARNINGS = [
  { at: 60, level: "minute", words: "Laatste minuut", spoken: "Nog 1 minuut.", beeps: 1 },
  { at: 30, level: "half", words: "Laatste halve minuut", spoken: "Nog 30 seconden.", beeps: 2 },
  { at: 0, level: "over", words: "De tijd is om", spoken: "De tijd is om.", beeps: 3 },
];

/** What the server's clock says now. Every moment it told us is late by a while, so the latest it can be is nearest. */
export class ServerClock {
  #ahead = -Infinity;
  #told = -Infinity;

  hear(told, received = Date.now()) {
    const at = Date.parse(told);
    if (at < this.#told - 1000) {
      this.#ahead = -Infinity; // it was put back
    }
    this.#told = at;
    this.#ahead = Math.max(this.#ahead, at - received);
  }

  now(here = Date.now()) {
    return here + (Number.isFinite(this.#ahead) ? this.#ahead : 0);
  }
}

/** Whole seconds left, as people read them; null when the frame shows no time. */
export function secondsLeft(frame, now) {
  if (frame.kind === "running") {
    const left = Math.ceil((Date.parse(frame.ends_at) - now) / 1000);
    return Math.max(0, Math.min(left, frame.slot?.seconds ?? left));
  }
  return frame.kind === "over" ? 0 : frame.left;
}

export function digits(seconds) {
  return seconds === null ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The last warning that a running pitch passed; null while there is time enough, and for a pitch too short to warn. */
export function warningAt(seconds, whole) {
  return WARNINGS.findLast(({ at }) => seconds <= at && at < whole) ?? null;
}
