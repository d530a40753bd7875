// The desk: keys, marks, the preview beside the list, and a refresh that keeps the place.

import { listenForKeys } from "./keys.js";
import { List } from "./list.js";
import { ask, SignedOut } from "./net.js";

const REFRESH_MS = 30_000;
const LOOK_MS = 150; // a row passed by with j or k is not looked at
const WIDE = matchMedia("(min-width: 1200px)");
const PREVIEW = "sigap.preview";

const box = document.getElementById("daftar");
const preview = document.getElementById("ringkas");
const news = document.querySelector("[data-news]");

const list = new List(box, look);

// --- Preview ------------------------------------------------------------------------------

let isPreviewOn = stored(PREVIEW) !== "off";
let looking = null;

function look(row) {
  clearTimeout(looking);
  if (!isPreviewOn || !WIDE.matches) return;
  looking = setTimeout(async () => {
    preview.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(row.dataset.look, "ringkas");
      if (!answer.ok || list.row !== row) return;
      preview.innerHTML = await answer.text();
      preview.hidden = false;
    } catch {
      preview.hidden = true; // The list still works without it.
    } finally {
      preview.removeAttribute("aria-busy");
    }
  }, LOOK_MS);
}

function togglePreview() {
  isPreviewOn = !isPreviewOn;
  store(PREVIEW, isPreviewOn ? "on" : "off");
  preview.hidden = true;
  if (isPreviewOn && list.row) look(list.row);
  return true;
}

preview.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) togglePreview();
});

function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then the choice lasts as long as the page.
  }
}

// --- Marks --------------------------------------------------------------------------------

const form = document.getElementById("marked");
const told = form.querySelector("[data-marked]");
const unmark = form.querySelector("[data-unmark]");

function countMarks() {
  if (!told) return;
  told.textContent = `${list.marked.length} ditandai`;
  unmark.hidden = list.marked.length === 0;
}

form.addEventListener("change", countMarks);
unmark?.addEventListener("click", () => {
  for (const mark of list.marked) mark.checked = false;
  countMarks();
});

// --- Keys ---------------------------------------------------------------------------------

listenForKeys({
  j: () => list.move(1),
  k: () => list.move(-1),
  x: () => list.mark(),
  p: togglePreview,
  Enter: (event) => !event.target.closest("a, button, input, summary") && list.open(),
  "/": () => {
    document.querySelector("[data-search]").focus();
    return true;
  },
});

// --- Refresh ------------------------------------------------------------------------------

async function refresh() {
  if (document.visibilityState !== "visible" || document.querySelector("dialog[open]")) return;
  try {
    const answer = await ask(location.href, "daftar");
    if (!answer.ok) return;
    const fresh = list.replace(await answer.text());
    countMarks();
    if (fresh.length) news.textContent = `${fresh.length} tugas baru di meja Anda.`;
  } catch (failure) {
    if (failure instanceof SignedOut) clearInterval(refreshing);
    // Without the network the list stays as it was; the next round tries again.
  }
}

const refreshing = setInterval(refresh, REFRESH_MS);
document.addEventListener("visibilitychange", refresh);
countMarks();
