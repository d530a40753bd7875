// The filing page: the draft on the device, and files that go up as soon as they are chosen.

import "./offline.js";
import { forget, keep, kept, restore } from "./draft.js";
import { fitting, send, show } from "../ui/upload.js";

const form = document.querySelector("#filing");
const line = document.querySelector("[data-draft-line]");

if (form) {
  const fields = kept();
  hideUpload();
  if (fields && "fresh" in form.dataset && restore(form, fields)) {
    line.hidden = false;
    line.querySelector("[data-restored]").hidden = false;
    // The files wait at the office for a day; the answer shows which are still there.
    if (form.elements.tray.value) attach({ quietly: true });
  }
  // What came back from the office is newer than what was kept.
  if (!("fresh" in form.dataset)) keep(form);
  for (const details of form.querySelectorAll("details")) {
    if (details.querySelector("textarea")?.value) details.open = true;
  }

  let waiting = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      line.hidden = !keep(form);
    }, 300);
  });
  // Before the page goes, by whatever way: the last letters count, too.
  addEventListener("pagehide", () => {
    if (waiting) keep(form);
  });

  line.querySelector("[data-forget]").addEventListener("click", () => {
    clearTimeout(waiting);
    waiting = 0;
    forget();
    form.reset();
    for (const field of form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")) {
      field.value = "";
    }
    line.hidden = true;
    form.elements.tray.value = "";
    form.querySelector("#bukti .check")?.remove();
    form.elements.subject.focus();
  });

  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length) attach();
    if (["subject", "text"].includes(event.target.name)) propose();
  });
  document.querySelector("#usul").addEventListener("click", choose);
}

/** Show which permit types the words speak for, as long as none is chosen. */
async function propose() {
  const place = document.querySelector("#usul");
  if (form.elements.permit_type.value || !form.elements.text.value.trim()) return;
  const data = new URLSearchParams();
  for (const name of ["csrfmiddlewaretoken", "subject", "text"]) data.set(name, form.elements[name].value);
  try {
    const answer = await fetch(place.dataset.address, { method: "POST", body: data });
    if (answer.ok && !form.elements.permit_type.value) place.innerHTML = await answer.text();
  } catch {
    // A help, no need: the list is there all the same.
  }
}

function choose(event) {
  const button = event.target.closest("button");
  if (button?.name === "suggest") {
    event.preventDefault();
    form.elements.permit_type.value = "";
    propose();
  }
  if (button?.name !== "choose") return;
  event.preventDefault();
  form.elements.permit_type.value = button.value;
  form.elements.permit_type.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.permit_type.focus();
  document.querySelector("#usul").replaceChildren();
}

/** Files go up as soon as they are chosen; the button is for who has no JavaScript. */
function hideUpload() {
  document.querySelector("button[name=attach]").hidden = true;
}

/** Send the chosen files, and take over the list of what is there from the answer. */
async function attach({ quietly = false } = {}) {
  const part = document.querySelector("#bukti");
  const progress = part.querySelector(".progress");
  show(progress, 0, form.dataset.uploading);
  const data = await fitting(form);
  data.set("attach", "1");
  form.setAttribute("aria-busy", "true");
  try {
    const { page } = await send(form.action, data, (percent) => {
      show(progress, percent, form.dataset.uploading);
    });
    const fresh = page.querySelector("#bukti");
    if (!fresh) throw new Error("no list");
    part.replaceWith(fresh);
    hideUpload();
    if (!quietly) fresh.querySelector("input[type=file]").focus();
    line.hidden = !keep(form);
  } catch {
    show(progress, null, "");
    tell(part, form.dataset.failed);
    for (const one of part.querySelectorAll("input[type=file]")) one.value = "";
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function tell(part, words) {
  part.querySelector("#files-error")?.remove();
  const message = document.createElement("span");
  message.className = "message";
  message.id = "files-error";
  message.setAttribute("role", "alert");
  message.textContent = words;
  part.classList.add("error");
  part.querySelector("input[type=file]").before(message);
}
