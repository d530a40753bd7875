// The selected row of a list and the marked ones. The place survives a refresh of the rows.

export class List {
  /** `box` holds the rows; each has data-task, a link, and perhaps a checkbox. */
  constructor(box, onSelect) {
    this.box = box;
    this.onSelect = onSelect;
    this.selected = null; // id of a task
    box.addEventListener("focusin", (event) => this.#follow(event.target));
    box.addEventListener("click", (event) => {
      if (!event.target.closest("a, input, button, label")) this.#follow(event.target);
    });
  }

  get rows() {
    return [...this.box.querySelectorAll("tr[data-task]")];
  }

  get row() {
    return this.rows.find((row) => row.dataset.task === this.selected) ?? null;
  }

  /** Select the row `by` places further on; the first one if none is selected. */
  move(by) {
    const rows = this.rows;
    if (!rows.length) return false;
    const at = rows.indexOf(this.row);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  open() {
    const link = this.row?.querySelector("a");
    if (link) location.assign(link.href);
    return Boolean(link);
  }

  mark() {
    const box = this.row?.querySelector("input[type=checkbox]");
    if (!box) return false;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  get marked() {
    return [...this.box.querySelectorAll("input[name=task]:checked")];
  }

  /** Replace the rows and keep selection, marks and the focused place; return new task ids. */
  replace(html) {
    const known = new Set(this.rows.map((row) => row.dataset.task));
    const marks = new Set(this.marked.map((box) => box.value));
    const hadFocus = this.box.contains(document.activeElement);
    const focused = hadFocus ? document.activeElement.matches("input") : false;
    this.box.innerHTML = html;
    for (const box of this.box.querySelectorAll("input[name=task]")) {
      box.checked = marks.has(box.value);
    }
    if (hadFocus) {
      this.row?.querySelector(focused ? "input" : "a")?.focus({ preventScroll: true });
    }
    this.#show();
    return this.rows.map((row) => row.dataset.task).filter((task) => !known.has(task));
  }

  #follow(target) {
    const row = target.closest?.("tr[data-task]");
    if (!row || row.dataset.task === this.selected) return;
    this.selected = row.dataset.task;
    this.#show();
    this.onSelect(row);
  }

  #show() {
    for (const row of this.rows) {
      row.classList.toggle("is-selected", row.dataset.task === this.selected);
    }
  }
}
