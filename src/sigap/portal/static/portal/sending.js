// Words with files to the office: how far the sending has come.

import "./offline.js";
import { fitting, send, show } from "../ui/upload.js";

for (const form of document.querySelectorAll("form[data-sending]")) {
  form.addEventListener("submit", async (event) => {
    const files = form.querySelector("input[type=file]");
    if (!files.files.length) return; // the browser does it as well
    event.preventDefault();
    const line = progressLine(form);
    const button = form.querySelector("button.primary");
    button.disabled = true;
    show(line, 0, form.dataset.sending);
    try {
      const { page, address } = await send(form.action, await fitting(form), (percent) => {
        show(line, percent, form.dataset.sending);
      });
      // The answer is the page itself, with its thanks or its refusal.
      document.title = page.title;
      document.body.replaceWith(page.body);
      if (!address.includes("/messages/") && !address.includes("/completion/")) {
        history.replaceState(null, "", address);
      }
      document.querySelector("main").focus();
      scrollTo(0, 0);
    } catch {
      button.disabled = false;
      show(line, null, "");
      line.hidden = false;
      line.querySelector("progress").hidden = true;
      line.querySelector("span").textContent = form.dataset.failed;
    }
  });
}

function progressLine(form) {
  let line = form.querySelector(".progress");
  if (!line) {
    line = document.createElement("p");
    line.className = "progress";
    line.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", form.dataset.sending);
    line.append(bar, document.createElement("span"));
    form.append(line);
  }
  line.querySelector("progress").hidden = false;
  return line;
}
