// What was typed on the filing page, kept on this device until it is sent, a day at most.

const PLACE = "sigap.lapor";
const LONGEST = 24 * 60 * 60 * 1000;
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "ticket", "files"]);

/** Return the kept fields, or null if there are none or they are too old. */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "null");
    if (found && Date.now() - found.at < LONGEST) return found.fields;
  } catch {
    // A device that keeps nothing, or something that is not ours.
  }
  forget();
  return null;
}

export function forget() {
  try {
    localStorage.removeItem(PLACE);
  } catch {
    // Nothing is kept then.
  }
}

/** Keep the form as it is; return whether the device does. */
export function keep(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (!LEFT_OUT.has(name) && typeof value === "string" && value) fields[name] = value;
  }
  try {
    localStorage.setItem(PLACE, JSON.stringify({ at: Date.now(), fields }));
    return true;
  } catch {
    return false;
  }
}

/** Fill the form with kept fields; return whether any made a difference. */
export function restore(form, fields) {
  let changed = false;
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (!field || LEFT_OUT.has(name)) continue;
    if (field instanceof HTMLInputElement && field.type === "checkbox") {
      changed ||= !field.checked;
      field.checked = true;
    } else if (field.value !== value) {
      field.value = value;
      changed = true;
    }
  }
  return changed;
}
