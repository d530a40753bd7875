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
  judged.innerHTML = await answer.text();
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, 500);
});
