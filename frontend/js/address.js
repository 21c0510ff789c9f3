/** Only an address of our own site may become a link, whatever an answer says. */
export function ownAddress(address) {
  try {
    const { origin, href } = new URL(address, location.href);
    return origin === location.origin ? href : null;
  } catch {
    return null;
  }
}

/** Only the browser knows which page of the entry this is; after signing in the text is to come back here. */
export function backHere(login = "/account/login/") {
  const address = new URL(login, location.href);
  address.searchParams.set("next", location.pathname + location.search);
  return address.href;
}
