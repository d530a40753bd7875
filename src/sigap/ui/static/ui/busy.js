// A form that was sent is busy until its answer comes: sent once, and the page says so.
// Forms that send by their own scripts stop the event first and are left alone.

const LONG_MS = 800; // what is answered sooner needs no words
const LONGEST_MS = 20_000; // the sending was stopped, or the network is gone: let them try again

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ((event.submitter?.formTarget || form.target) === "_blank") return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  const told = setTimeout(() => say(form), LONG_MS);
  const free = () => {
    clearTimeout(told);
    form.removeAttribute("aria-busy");
    form.querySelector("[data-busy]")?.remove();
  };
  setTimeout(free, LONGEST_MS);
  // The browser may bring the page back as it was left.
  addEventListener("pageshow", free, { once: true });
});

function say(form) {
  const words = document.createElement("span");
  words.dataset.busy = "";
  words.className = "small quiet";
  words.setAttribute("role", "status");
  (form.querySelector(".actions") ?? form).append(words);
  words.textContent = "Sedang dikerjakan …"; // after it is there, else nobody hears it
}
