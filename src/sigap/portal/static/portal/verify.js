// Compares a PDF with the issued one, in this browser: the file is sent nowhere.

import { hex, sha256 } from "./sha256.js";

const box = document.getElementById("compare");
if (box) {
  const input = document.getElementById("compare-file");
  const result = document.getElementById("compare-result");
  const said = box.dataset;
  box.hidden = false;

  async function digest(bytes) {
    if (!(globalThis.crypto && crypto.subtle)) return hex(sha256(bytes));
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function compare(file) {
    if (!file) return;
    result.className = "";
    result.textContent = said.reading;
    let hash;
    try {
      hash = await digest(new Uint8Array(await file.arrayBuffer()));
    } catch {
      result.textContent = said.unreadable;
      return;
    }
    const same = { [said.issued]: said.same, [said.signed]: said.sameSigned }[hash];
    result.className = same ? "verdict good" : "verdict bad";
    result.textContent = `${file.name}: ${same || said.differs}`;
  }

  input.addEventListener("change", () => compare(input.files[0]));
  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("over");
    compare(event.dataTransfer.files[0]);
  });
}
