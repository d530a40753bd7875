// Near a limit: a number is looked for, in small pieces, while the summary is read.

import { sha256 } from "./sha256.js";

const PIECE_MS = 40;
const line = document.querySelector("[data-puzzle]");

if (line) {
  const { puzzle, bits, working, done } = line.dataset;
  const form = document.querySelector("#filing");
  const words = line.querySelector("[data-words]");
  const letters = new TextEncoder();
  let number = 0;
  let pressed = null;
  words.textContent = working;

  // Before anything is sent the number must be there; to go back needs none.
  const wait = (event) => {
    if (event.submitter?.name !== "send") return;
    event.preventDefault();
    pressed = event.submitter;
    pressed.disabled = true;
  };
  form.addEventListener("submit", wait);

  const search = () => {
    const until = performance.now() + PIECE_MS;
    do {
      if (sha256(letters.encode(`${puzzle}:${number}`))[0] >>> (32 - bits) === 0) {
        form.elements.proof.value = number;
        form.removeEventListener("submit", wait);
        words.textContent = done;
        if (pressed) {
          pressed.disabled = false;
          pressed.click();
        }
        return;
      }
      number += 1;
    } while (performance.now() < until);
    setTimeout(search);
  };
  search();
}
