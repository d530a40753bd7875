// Single-key shortcuts of a list: j, k, Enter, x, p, / and ?. Each can be done without keys, too.

const STORED = "sigap.keys";

/** Whether the shortcuts are on in this browser; a browser that keeps nothing has them on. */
export function areOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function keep(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // Then the choice lasts as long as the page.
  }
}

/** Whether a key press belongs to a field, a dialog or a browser command. */
export function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const at = event.target;
  return Boolean(at.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog"));
}

/**
 * Listen for the shortcuts. `acts` maps a key to what it does; it gets the event and says
 * whether it did anything.
 */
export function listenForKeys(acts) {
  const dialog = document.getElementById("pintasan");
  const isChosen = dialog?.querySelector("[data-keys-on]");
  let on = areOn();
  const show = () => {
    for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
    document.body.classList.toggle("keys-off", !on);
    if (isChosen) isChosen.checked = on;
  };
  isChosen?.addEventListener("change", () => {
    on = isChosen.checked;
    keep(on);
    show();
  });
  const help = () => dialog?.showModal();
  for (const button of document.querySelectorAll("[data-keys-help]")) {
    button.addEventListener("click", help);
  }
  document.addEventListener("keydown", (event) => {
    if (!on || isTaken(event)) return;
    if (event.key === "?") help();
    else if (!acts[event.key]?.(event)) return;
    event.preventDefault();
  });
  show();
}
