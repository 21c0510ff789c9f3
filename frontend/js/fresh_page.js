/** This page as the server writes it now, read without showing it; null when the server sends us elsewhere. */
export async function freshPage() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!response.ok || response.redirected) {
      return null;
    }
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return null;
  }
}

/** Signing in elsewhere makes the token of this page worthless, not the text in it. Whether there is a new one. */
export async function renewToken() {
  const page = await freshPage();
  const token = page?.querySelector("form:is([data-autosave], [data-card], [data-juror-card]) [name=csrfmiddlewaretoken]")?.value;
  if (token) {
    document.getElementsByName("csrfmiddlewaretoken").forEach((input) => (input.value = token));
  }
  return Boolean(token);
}
