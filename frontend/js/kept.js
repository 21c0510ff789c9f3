// Unsaved text on this device: only while a notice on the page says so, gone once it is saved. In this tab alone, or
// (what somebody writes without a network must outlive the tab) in the storage of the device, apart for each person.

export class Kept {
  constructor(address, owner = "", { outlivesTab = false } = {}) {
    this.outlivesTab = outlivesTab;
    this.place = `gd:bewaard:${new URL(address, location.href).pathname}${outlivesTab ? owner : ""}`;
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

  clear() {
    this.#write({});
  }

  all() {
    return this.#read().fields;
  }

  /** Asking for it already fails where a browser forbids it. */
  get #storage() {
    return this.outlivesTab ? localStorage : sessionStorage;
  }

  #read() {
    const nothing = { owner: this.owner, fields: {} };
    try {
      return JSON.parse(this.#storage.getItem(this.place)) ?? nothing;
    } catch {
      return nothing;
    }
  }

  #write(fields) {
    try {
      if (Object.keys(fields).length) {
        this.#storage.setItem(this.place, JSON.stringify({ owner: this.owner, fields }));
      } else {
        this.#storage.removeItem(this.place);
      }
      return true;
    } catch {
      return false;
    }
  }
}
