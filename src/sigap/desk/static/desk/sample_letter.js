// Redraws the sample letter while its letterhead is typed. Without it a button does the same.
const picture = document.querySelector("[data-sample]");
const link = document.querySelector("[data-sample-pdf]");
const form = document.querySelector("form[enctype]");
let waiting;

function redraw() {
  const typed = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("data.letterhead.") || name === "data.letters.default") typed.append(name, value);
  }
  picture.src = `/kelola/kantor/contoh.png?${typed}`;
  link.href = `/kelola/kantor/contoh.pdf?${typed}`;
}

form.addEventListener("input", (event) => {
  const name = event.target.name || "";
  if (!name.startsWith("data.letterhead.") && name !== "data.letters.default") return;
  clearTimeout(waiting);
  waiting = setTimeout(redraw, 400);
});
