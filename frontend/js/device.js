// What a juror wrote that the server does not have yet, kept on this device until it does. Of one person and one year:
// whoever signs in here next does not see it, and whoever comes back still finds it.

export class Device {
  constructor(owner, year) {
    this.place = `gd:jury:${owner}:${year}:`;
  }

  get(reference) {
    try {
      return JSON.parse(localStorage.getItem(this.place + reference));
    } catch {
      return null;
    }
  }

  /** Whether the device took it. */
  put(reference, record) {
    try {
      localStorage.setItem(this.place + reference, JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  }

  remove(reference) {
    try {
      localStorage.removeItem(this.place + reference);
    } catch {
      // A device that keeps nothing has nothing to remove.
    }
  }
}
