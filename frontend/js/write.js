// Asks the server to store one answer.

const PATIENCE = 10_000;
// Browsers carry a request past the end of its page, but little at a time: 64 kB together, and Chromium ten requests.
const MOST_CARRIED = { bytes: 60_000, requests: 8 };

// One load of a page is one writer; the server puts its writings in the order of their numbers.
const client = [...crypto.getRandomValues(new Uint32Array(4))].map((number) => number.toString(36)).join("");
const carried = { bytes: 0, requests: 0 };
let seq = 0;

export function nextNumber() {
  seq += 1;
  return seq;
}

/** The status and the answer; status 0 when none came. */
export async function write(form, { field, value, base, number }) {
  const body = new URLSearchParams({ field, value, base, client, seq: number }).toString();
  const options = {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
      "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "",
    },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  };
  return carry(body.length, async (keepalive) => {
    try {
      const response = await fetch(form.dataset.autosave, { ...options, keepalive });
      return [response.status, await response.json().catch(() => ({}))];
    } catch {
      return [0, {}];
    }
  });
}

/** Not only when leaving: text that is on its way must not die with the tab. */
async function carry(bytes, send) {
  if (carried.bytes + bytes > MOST_CARRIED.bytes || carried.requests >= MOST_CARRIED.requests) {
    return send(false);
  }
  carried.bytes += bytes;
  carried.requests += 1;
  try {
    return await send(true);
  } finally {
    carried.bytes -= bytes;
    carried.requests -= 1;
  }
}
