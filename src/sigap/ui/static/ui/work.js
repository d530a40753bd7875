// The form of a task: saved while it is filled in, warned of others, never sent twice.
// Without this script the same buttons do the same with whole pages.

import { ask, element, SignedOut } from "./net.js";

const QUIET_MS = 2_500; // after the last key
const LONGEST_MS = 8_000; // and no later than this after the first
const HERE_MS = 20_000;
const AGAIN_MS = 10_000;
const KEEPALIVE_BYTES = 60_000; // what a page that is being left may still send

const form = document.getElementById("work");
const told = form.querySelector("[data-saved]");
const others = document.querySelector("[data-others]");
const panel = document.querySelector("[data-panel]");
const dialog = document.querySelector("[data-signed-out]");

let isDirty = "unsaved" in form.dataset;
let isStopped = false; // somebody has to choose first
let isLeaving = false;
let saving = null;
let quiet = null;
let longest = null;

// --- Saving -------------------------------------------------------------------------------

function filled({ files = false } = {}) {
  const data = new FormData(form);
  if (!files) data.delete("files");
  return data;
}

function changed() {
  isDirty = true;
  clearTimeout(quiet);
  quiet = setTimeout(save, QUIET_MS);
  longest ??= setTimeout(save, LONGEST_MS);
}

async function save({ keepalive = false } = {}) {
  clearTimeout(quiet);
  clearTimeout(longest);
  longest = null;
  if (!isDirty || isStopped || isLeaving) return;
  if (saving) {
    quiet = setTimeout(save, QUIET_MS);
    return;
  }
  isDirty = false;
  saving = send(keepalive);
  try {
    await saving;
  } finally {
    saving = null;
  }
}

async function send(keepalive) {
  try {
    const options = { method: "POST", body: filled(), keepalive };
    const answer = await ask(`${form.action}konsep/`, "konsep", options);
    if (answer.ok) {
      const kept = await answer.json();
      form.elements.based_on.value = kept.version;
      form.elements.chosen?.remove();
      say(kept.saved);
    } else if (answer.status === 403 && (await freshToken())) {
      again("Belum tersimpan; dicoba lagi.", 0);
    } else if (answer.status === 409) {
      refuse(await answer.json());
    } else {
      again(`Belum tersimpan (${answer.status}); dicoba lagi.`);
    }
  } catch (error) {
    isDirty = true;
    if (error instanceof SignedOut) signedOut();
    else again("Belum tersimpan: jaringan terputus; dicoba lagi.");
  }
}

function refuse(refused) {
  isDirty = true;
  isStopped = true;
  say("Belum tersimpan.", true);
  const box = refused.panel ? element(refused.panel) : document.createElement("div");
  if (!refused.panel) {
    box.className = "alert";
    box.textContent = `${refused.message} Yang Anda ketik masih ada di halaman ini.`;
  }
  panel.replaceChildren(box);
}

function again(words, after = AGAIN_MS) {
  isDirty = true;
  say(words, true);
  clearTimeout(quiet);
  quiet = setTimeout(save, after);
}

function say(words, isWrong = false) {
  told.textContent = words;
  told.classList.toggle("is-wrong", isWrong);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("focusout", () => {
  if (isDirty) save();
});
if (isDirty) changed();

// --- Leaving ------------------------------------------------------------------------------

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || !isDirty || isStopped || isLeaving) return;
  const body = filled();
  const size = [...body.values()].reduce((sum, one) => sum + String(one).length, 0);
  if (size < KEEPALIVE_BYTES) save({ keepalive: true });
});

addEventListener("beforeunload", (event) => {
  if ((isDirty || saving) && !isLeaving) event.preventDefault();
});

addEventListener("pagehide", () => {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("window", form.elements.window.value);
  body.set("close", "1");
  navigator.sendBeacon(`${form.action}hadir/`, body);
});

// Sent once, however often the button is pressed. The browser may bring the page back.
form.addEventListener("submit", (event) => {
  if (isLeaving) return void event.preventDefault();
  if (saving) {
    // What is just being saved is what this builds on; sent before its answer, it would look old.
    event.preventDefault();
    saving.finally(() => form.requestSubmit(event.submitter));
    return;
  }
  isLeaving = true;
  setTimeout(() => {
    isLeaving = false; // Sending was stopped, or there was no network.
  }, AGAIN_MS);
});
addEventListener("pageshow", () => {
  isLeaving = false;
});

// --- Others -------------------------------------------------------------------------------

async function here() {
  if (document.visibilityState === "hidden") return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("window", form.elements.window.value);
  try {
    const answer = await ask(`${form.action}hadir/`, "hadir", { method: "POST", body });
    if (answer.status === 403) return void (await freshToken());
    if (!answer.ok) return;
    const found = await answer.json();
    others.textContent = found.others.join("\n");
    others.hidden = found.others.length === 0;
  } catch (error) {
    if (error instanceof SignedOut) signedOut();
  }
}

setInterval(here, HERE_MS);
here();

// --- Signed out ---------------------------------------------------------------------------

function signedOut() {
  say("Belum tersimpan: sesi Anda berakhir.", true);
  if (!dialog.open) dialog.showModal();
}

/** Take over the token of the new session; return whether somebody is signed in. */
async function freshToken() {
  try {
    const answer = await ask(`${form.action}hadir/`, "hadir", { method: "GET" });
    if (!answer.ok) return false;
    const { token } = await answer.json();
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return true;
  } catch {
    return false;
  }
}

async function goOn(isAsked) {
  if (!dialog.open) return;
  if (await freshToken()) {
    dialog.close();
    isDirty = true;
    await save();
    here();
  } else if (isAsked) {
    dialog.querySelector("[data-still]").textContent = "Anda belum masuk.";
  }
}

dialog.querySelector("[data-go-on]").addEventListener("click", () => goOn(true));
addEventListener("focus", () => goOn(false));
document.addEventListener("visibilitychange", () => goOn(false));

// --- Rows ---------------------------------------------------------------------------------

form.addEventListener("click", async (event) => {
  const button = event.target.closest("button[name=_add], button[name=_remove]");
  if (!button) return;
  event.preventDefault();
  const list = button.closest("[data-rows]");
  const body = filled();
  body.set(button.name, button.value);
  try {
    const answer = await ask(form.action, "rows", { method: "POST", body });
    if (!answer.ok) throw new TypeError(answer.statusText);
    const fresh = element(await answer.text());
    list.replaceWith(fresh);
    const rows = fresh.querySelectorAll(":scope > ol > li");
    const target = button.name === "_add" ? rows[rows.length - 1] : fresh;
    (target?.querySelector("input:not([type=hidden]), select, textarea") ?? fresh.querySelector("button"))?.focus();
    form.dispatchEvent(new CustomEvent("drawn", { bubbles: true, detail: fresh }));
    changed();
  } catch (error) {
    if (error instanceof SignedOut) signedOut();
    else say("Baris belum berubah: jaringan terputus. Coba lagi.", true);
  }
});
