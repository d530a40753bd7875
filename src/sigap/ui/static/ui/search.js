// On every staff page "/" leads to the search field, or to the page that has one.

import { areOn, isTaken } from "./keys.js";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || isTaken(event) || !areOn()) return;
  event.preventDefault();
  const field = document.querySelector("[data-search]");
  if (field) {
    field.focus();
    field.select?.();
  } else {
    location.assign("/cari/");
  }
});
