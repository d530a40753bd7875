// Redraws the sample paper while its words are typed. Without it a button does the same.

import { ask } from "../ui/net.js";

const QUIET_MS = 700;
const picture = document.querySelector("[data-sample]");
const state = document.querySelector("[data-sample-state]");
const form = document.querySelector("form[enctype]");
let waiting;
let newest = 0;

function shown(blob) {
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    picture.src = reader.result;
  });
  reader.readAsDataURL(blob);
}

async function redraw() {
  newest += 1;
  const mine = newest;
  try {
    const body = new FormData(form);
    const answer = await ask(picture.dataset.sample, "contoh", { method: "POST", body });
    if (mine !== newest) return;
    if (answer.ok) shown(await answer.blob());
    state.textContent = answer.ok ? "" : "Contoh belum dapat digambar dari tulisan ini.";
  } catch {
    state.textContent = "Contoh belum diperbarui; yang diketik tetap ada.";
  }
}

if (picture) {
  form.querySelector("[data-sample-button]").hidden = true;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, QUIET_MS);
  });
}
