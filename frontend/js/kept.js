// Unsaved text on this device: only in this tab, only while a notice on the page says so, gone once it is saved.

export class Kept {
  constructor(address, owner = "") {
    this.place = `gd:bewaard:${new URL(address, location.href).pathname}`;
    this.owner = owner;
    // Somebody else signed in at this tab: the text of the first one is not theirs to find.
    if (this.#read().owner !== owner) {
      this.#write({});
    }
  }

  /** Whether the device took it. */
  put(fields) {
    const kept = this.all();
    for (const field of fields) {
      kept[field.key] = { value: field.typed, base: field.version };
    }
    return this.#write(kept);
  }

  remove(key) {
    const kept = this.all();
    if (key in kept) {
      delete kept[key];
      this.#write(kept);
    }
  }

  all() {
    return this.#read().fields;
  }

  #read() {
    const nothing = { owner: this.owner, fields: {} };
    try {
      return JSON.parse(sessionStorage.getItem(this.place)) ?? nothing;
    } catch {
      return nothing;
    }
  }

  #write(fields) {
    try {
      if (Object.keys(fields).length) {
        sessionStorage.setItem(this.place, JSON.stringify({ owner: this.owner, fields }));
      } else {
        sessionStorage.removeItem(this.place);
      }
      return true;
    } catch {
      return false;
    }
  }
}
