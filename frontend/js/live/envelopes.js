// What was fetched beforehand and nobody can read: the winners, each in an envelope that one key opens.

export class Envelopes {
  #byCategory = new Map();

  /** Without envelopes the frames themselves say who won, so nothing is lost when this fails. */
  async fetch(address) {
    const response = await fetch(address, { credentials: "omit" }).catch(() => null);
    if (response?.ok) {
      const envelopes = await response.json();
      this.#byCategory = new Map(envelopes.map((envelope) => [envelope.category, envelope]));
    }
  }

  get isEmpty() {
    return this.#byCategory.size === 0;
  }

  /** Who is in it; null when there is no such envelope or the key does not fit. */
  async open(category, key) {
    const envelope = this.#byCategory.get(category);
    if (!envelope) {
      return null;
    }
    try {
      const secret = await crypto.subtle.importKey("raw", bytesOf(key), "AES-GCM", false, ["decrypt"]);
      const sealed = { name: "AES-GCM", iv: bytesOf(envelope.iv) };
      const opened = await crypto.subtle.decrypt(sealed, secret, bytesOf(envelope.ciphertext));
      return JSON.parse(new TextDecoder().decode(opened).trim());
    } catch {
      return null;
    }
  }
}

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
