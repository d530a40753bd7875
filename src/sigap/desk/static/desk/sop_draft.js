// Draws, judges and compares an SOP while its table is typed. Without it, saving does the same.
const form = document.getElementById("table");
const judged = document.getElementById("judged");
let waiting;
let asked = 0;

async function look() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.look, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => null);
  // An answer that was overtaken by more typing, or a session that ended, changes nothing.
  if (mine !== asked || !answer || !answer.ok || answer.redirected) return;
  const text = await answer.text();
  if (mine !== asked) return;
  const drawn = judged.querySelector(".sop-map-scroll");
  judged.innerHTML = text;
  // Half a word is often wrong; the drawing of what was right before stays in sight meanwhile.
  if (drawn && !judged.querySelector(".sop-map-scroll")) {
    drawn.classList.add("is-old");
    judged.querySelector("section").append(drawn);
  }
  markCells();
}

// Puts what is wrong beside the cell it was typed in.
function markCells() {
  for (const fault of form.querySelectorAll(".fault")) fault.remove();
  for (const cell of form.querySelectorAll("[aria-invalid]")) {
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  for (const found of judged.querySelectorAll("li[data-cell]")) {
    const cell = document.getElementById(found.dataset.cell);
    if (!cell) continue;
    const id = `${cell.id}-fault`;
    let fault = document.getElementById(id);
    if (fault) {
      fault.textContent += "; ";
    } else {
      fault = document.createElement("small");
      fault.className = "fault";
      fault.id = id;
      cell.after(fault);
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", id);
    }
    fault.textContent += found.querySelector("span").textContent;
    const folded = cell.closest("details");
    if (folded) folded.open = true;
  }
}

// What is typed and not saved is not left behind without a question.
let isSaved = !("unsaved" in form.dataset);
window.addEventListener("beforeunload", (event) => {
  if (!isSaved) event.preventDefault();
});
form.addEventListener("submit", () => {
  isSaved = true;
});

form.addEventListener("input", () => {
  isSaved = false;
  clearTimeout(waiting);
  waiting = setTimeout(look, 500);
});
