// Writing a letter: buttons and keys for its marks, clean pasting, and how it will look.
// Everything typed goes through the browser's own insertion, so that undo works.

import { ask } from "./net.js";
import { letterFrom } from "./paste.js";

const PREVIEW_MS = 500;
const MAC = navigator.platform.startsWith("Mac");

const BUTTONS = [
  ["bold", "Tebal", "B", "<b>B</b>"],
  ["italic", "Miring", "I", "<i>I</i>"],
  ["paragraph", "Alinea biasa", "", "¶"],
  ["heading", "Judul bagian", "", "J"],
  ["bullet", "Daftar berbutir", "", "•"],
  ["number", "Daftar bernomor", "", "1."],
  ["table", "Tabel", "", "▦"],
];
const WRAPS = { bold: "**", italic: "*" };
const MARK = /^(?:[-•*]\s+|\d{1,3}[.)]\s+|#{1,3}\s+)/;
const TABLE = "| Kolom 1 | Kolom 2 |\n|  |  |\n|  |  |";

class Editor {
  constructor(box) {
    this.area = box.querySelector("textarea");
    this.shown = box.querySelector("[data-preview]");
    box.querySelector("[data-preview-button]").hidden = true;
    this.area.before(this.#toolbar());
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("paste", (event) => this.#paste(event));
    this.area.addEventListener("input", () => this.#look());
    const offers = box.querySelector("[data-offers]");
    for (const button of offers?.querySelectorAll("button") ?? []) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.#setIn(offers, button);
      });
    }
  }

  /** Set a prepared text in at the cursor, or in place of all; undo takes it out again. */
  async #setIn(offers, button) {
    const told = offers.querySelector("[data-offers-told]");
    const body = new FormData(this.area.form);
    body.delete("files");
    body.set(button.name, button.value);
    try {
      const address = this.area.form.action;
      const answer = await ask(address, "templat", { method: "POST", body });
      if (!answer.ok) {
        told.textContent = answer.status === 404 ? "Pilih dahulu templatnya." : "Belum tersisip; coba lagi.";
        return;
      }
      const text = await answer.json();
      this.#put(text.body, button.name === "_instead");
      for (const name of ["about", "salutation", "closing"]) {
        const field = this.area.form.elements[this.area.name.replace(/[^.]+$/, name)];
        if (!(name in text) || !field) continue;
        field.value = text[name];
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }
      told.textContent = "Sudah disisipkan; periksa isian yang masih dalam kurung kurawal.";
    } catch {
      told.textContent = "Belum tersisip: jaringan terputus.";
    }
  }

  #put(text, instead) {
    const { area } = this;
    area.focus();
    if (instead) {
      area.select();
      this.#insert(text);
      return;
    }
    const before = area.value.slice(0, area.selectionStart).trimEnd();
    const after = area.value.slice(area.selectionEnd);
    const lead = area.value.slice(before.length, area.selectionStart);
    const gap = before ? "\n\n".slice(Math.min(2, lead.split("\n").length - 1)) : "";
    this.#insert(gap + text + (after.trim() && !after.startsWith("\n\n") ? "\n\n" : ""));
  }

  #toolbar() {
    const bar = document.createElement("div");
    bar.className = "letter-tools";
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", "Bentuk tulisan");
    bar.setAttribute("aria-controls", this.area.id);
    for (const [act, name, key, sign] of BUTTONS) {
      const button = document.createElement("button");
      button.type = "button";
      button.innerHTML = `<span aria-hidden="true">${sign}</span>`;
      button.setAttribute("aria-label", name);
      button.title = key ? `${name} (${MAC ? "⌘" : "Ctrl+"}${key})` : name;
      if (key) button.setAttribute("aria-keyshortcuts", `${MAC ? "Meta" : "Control"}+${key}`);
      button.tabIndex = bar.childElementCount ? -1 : 0;
      button.addEventListener("click", () => this.#do(act));
      bar.append(button);
    }
    // One stop for Tab; the arrows go from button to button.
    bar.addEventListener("keydown", (event) => {
      const all = [...bar.children];
      const at = all.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      for (const one of all) one.tabIndex = one === next ? 0 : -1;
      next.focus();
    });
    return bar;
  }

  #key(event) {
    if (event.isComposing) return;
    const isShortcut = (MAC ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
    const act = isShortcut && { b: "bold", i: "italic" }[event.key.toLowerCase()];
    if (act) {
      event.preventDefault();
      this.#do(act);
    } else if (event.key === "Enter" && !event.shiftKey && !isShortcut) {
      this.#goOnWithList(event);
    }
  }

  #do(act) {
    this.area.focus();
    if (act in WRAPS) this.#wrap(WRAPS[act]);
    else if (act === "table") this.#insertTable();
    else this.#mark(act);
  }

  #wrap(mark) {
    const { area } = this;
    let { selectionStart: from, selectionEnd: to, value } = area;
    // Blanks at the ends stay outside: marks stand at the words.
    while (from < to && /\s/.test(value[from])) from += 1;
    while (to > from && /\s/.test(value[to - 1])) to -= 1;
    const inside = value.slice(from, to);
    const size = mark.length;
    const outer = value.slice(from - size, from) === mark && value.slice(to, to + size) === mark;
    const isOther = mark === "*" && value[from - 2] === "*" && value[from - 3] !== "*";
    if (outer && !isOther) {
      this.#replace(from - size, to + size, inside);
      area.setSelectionRange(from - size, to - size);
    } else {
      this.#replace(from, to, mark + inside + mark);
      area.setSelectionRange(from + size, to + size);
    }
  }

  #mark(act) {
    const { area } = this;
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const end = area.value.indexOf("\n", Math.max(area.selectionEnd, from));
    const to = end < 0 ? area.value.length : end;
    let place = 0;
    const lines = area.value.slice(from, to).split("\n").map((line) => {
      const text = line.replace(MARK, "");
      if (!text && line === "" && to !== from) return line;
      place += 1;
      return { bullet: "- ", number: `${place}. `, heading: "## ", paragraph: "" }[act] + text;
    });
    const made = lines.join("\n");
    this.#replace(from, to, made);
    area.setSelectionRange(made.includes("\n") ? from : from + made.length, from + made.length);
  }

  #insertTable() {
    const { area } = this;
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const after = area.value.slice(area.selectionEnd).startsWith("\n") ? "\n" : "\n\n";
    const start = before.length + gap.length + 2;
    this.#replace(area.selectionStart, area.selectionEnd, gap + TABLE + after);
    area.setSelectionRange(start, start + "Kolom 1".length);
  }

  /** Begin the next line with the mark of a list; an empty item ends it. */
  #goOnWithList(event) {
    const { area } = this;
    if (area.selectionStart !== area.selectionEnd) return;
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const line = area.value.slice(from, area.selectionStart);
    const found = /^([-•*]|(\d{1,3})([.)]))\s+(.*)$/.exec(line);
    if (!found) return;
    event.preventDefault();
    if (!found[4].trim()) this.#replace(from, area.selectionStart, "");
    else this.#insert(`\n${found[2] ? `${Number(found[2]) + 1}${found[3]}` : found[1]} `);
  }

  #paste(event) {
    const html = event.clipboardData.getData("text/html");
    const text = html && letterFrom(html);
    if (!text) return; // The browser pastes plain text itself.
    event.preventDefault();
    this.#insert(text);
  }

  #replace(from, to, text) {
    this.area.setSelectionRange(from, to);
    this.#insert(text);
  }

  /** Type for the person. The old command is the only one that undo knows. */
  #insert(text) {
    const done = document.execCommand(text ? "insertText" : "delete", false, text);
    if (!done) {
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  }

  #look() {
    clearTimeout(this.looking);
    this.looking = setTimeout(async () => {
      const body = new FormData();
      const token = this.area.form.elements.csrfmiddlewaretoken;
      body.set("csrfmiddlewaretoken", token.value);
      body.set("text", this.area.value);
      try {
        const answer = await ask("/pratinjau/surat/", "pratinjau", { method: "POST", body });
        if (answer.ok) this.shown.innerHTML = await answer.text();
      } catch {
        // It shows the last state; writing goes on.
      }
    }, PREVIEW_MS);
  }
}

for (const box of document.querySelectorAll("[data-letter]")) new Editor(box);
