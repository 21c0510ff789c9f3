// Parts of the page that follow what was saved: fetched again, replaced only when they changed.

const AT_MOST_EVERY = 800;

export function startRefresh(part) {
  let waiting = false;
  let last = -Infinity;
  document.addEventListener("gd:saved", () => {
    if (!waiting) {
      waiting = true;
      setTimeout(() => {
        waiting = false;
        last = performance.now();
        refresh(part, last);
      }, last + AT_MOST_EVERY - performance.now());
    }
  });
}

async function refresh(part, asked) {
  part.refreshAsked = asked;
  const response = await fetch(part.dataset.refresh, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (response?.ok && !response.redirected) {
    const fresh = document.createElement("template");
    fresh.innerHTML = await response.text();
    put(part, fresh, asked);
  }
}

/** The newest answer wins; somebody who is in this part keeps what is under their hands until they leave it. */
function put(part, fresh, asked) {
  if (part.refreshAsked !== asked || fresh.innerHTML === part.innerHTML) {
    return;
  }
  if (part.contains(document.activeElement)) {
    part.addEventListener("focusout", () => setTimeout(() => put(part, fresh, asked)), { once: true });
  } else {
    part.replaceChildren(fresh.content);
  }
}
