// Asking this site for one part of a page. The server tells a part from a page by the header.

/** Thrown when nobody is signed in any more: what is on the page must be kept. */
export class SignedOut extends Error {}

/**
 * Return the answer to a request for `part`; any status but "nobody is signed in".
 * Throws SignedOut, and TypeError where the network fails.
 */
export async function ask(address, part, options = {}) {
  const answer = await fetch(address, {
    credentials: "same-origin",
    ...options,
    headers: { "X-Sigap-Part": part, ...options.headers },
  });
  if (answer.status === 401) throw new SignedOut();
  return answer;
}

/** Return the first element of an answer's HTML. */
export function element(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}
