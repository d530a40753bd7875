// No form is sent into a dead connection: the browser's own page would take what stands here.

for (const form of document.querySelectorAll("form[data-offline]")) {
  form.addEventListener("submit", (event) => {
    form.querySelector("[data-told]")?.remove();
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const words = document.createElement("p");
    words.className = "message";
    words.dataset.told = "";
    words.setAttribute("role", "alert");
    words.textContent = form.dataset.offline;
    (form.querySelector(".actions") ?? event.submitter.parentElement).append(words);
  });
}
