// The list of evidence packages renews itself while one is being made.

import { ask, element } from "./net.js";

const EVERY_MS = 2000;

async function renew() {
  const list = document.getElementById("packages");
  if (!list?.hasAttribute("data-waiting")) return;
  let more = true;
  try {
    const answer = await ask(location.href, "paket");
    if (answer.ok && document.visibilityState === "visible") {
      list.replaceWith(element(await answer.text()));
    }
  } catch (failure) {
    // Signed out: the next click says so. Without the network the next round tries again.
    more = failure instanceof TypeError;
  }
  if (more) setTimeout(renew, EVERY_MS);
}

setTimeout(renew, EVERY_MS);
