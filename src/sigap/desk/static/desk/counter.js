// The counter: earlier cases while typing, files at once, one key that saves, prints and goes on.
// Without this script the buttons do the same with whole pages.

import { ask } from "../ui/net.js";
import { fitting, send, show } from "../ui/upload.js";

const form = document.getElementById("counter");
const earlier = document.querySelector("[data-earlier]");
const LOOKED_FOR = ["name", "phone", "email", "registration_number"];
const UPLOADING = "Mengunggah";

// --- When the work began, and who has been here before -------------------------------------

let isBegun = Boolean(form.elements.began.value);

form.addEventListener("input", async () => {
  if (isBegun) return;
  isBegun = true;
  try {
    const answer = await post("mulai", token());
    form.elements.began.value = (await answer.json()).token;
  } catch {
    isBegun = false; // The next key tries again; without it the work begins when it is saved.
  }
});

form.addEventListener("change", async (event) => {
  if (!LOOKED_FOR.includes(event.target.name)) return;
  const data = token();
  for (const name of LOOKED_FOR) data.set(name, form.elements[name].value);
  try {
    earlier.innerHTML = await (await post("terdahulu", data)).text();
  } catch {
    // The button looks them up as well.
  }
});

function token() {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return data;
}

async function post(part, body) {
  const answer = await ask(form.action, part, { method: "POST", body });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer;
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.primary"));
});

// --- Files --------------------------------------------------------------------------------

form.addEventListener("change", async (event) => {
  if (event.target.id === "files" && event.target.files.length) attach(await fitting(form));
});

/** Send the files in `data`, and take over the list of what is there from the answer. */
async function attach(data) {
  const part = document.getElementById("bukti");
  const line = part.querySelector(".progress");
  data.set("attach", "1");
  show(line, 0, UPLOADING);
  form.setAttribute("aria-busy", "true");
  try {
    const { page } = await send(form.action, data, (percent) => show(line, percent, UPLOADING));
    const fresh = page.getElementById("bukti");
    if (!fresh) throw new Error("no list");
    part.replaceWith(fresh);
    offerCamera();
    fresh.querySelector("input[type=file]").focus();
  } catch {
    show(line, 0, "");
    line.querySelector("progress").hidden = true;
    line.querySelector("span").textContent = "Belum terunggah. Periksa jaringan, lalu pilih lagi.";
    part.querySelector("input[type=file]").value = "";
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// --- Camera -------------------------------------------------------------------------------

const box = document.querySelector("[data-camera-box]");
const video = box.querySelector("video");
const told = box.querySelector("[data-camera-told]");
let stream = null;

function offerCamera() {
  const button = form.querySelector("[data-camera]");
  button.hidden = !navigator.mediaDevices?.getUserMedia;
  button.addEventListener("click", openCamera);
}

async function openCamera() {
  told.textContent = "";
  box.showModal();
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
  } catch {
    told.textContent = "Kamera tidak dapat dipakai. Izinkan di peramban, atau pilih berkas foto.";
  }
}

box.addEventListener("close", () => {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
});
box.querySelector("[data-camera-close]").addEventListener("click", () => box.close());
box.querySelector("[data-shoot]").addEventListener("click", () => {
  if (!video.videoWidth) return;
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob(
    (photo) => {
      const data = new FormData(form);
      data.append("files", photo, `foto-${new Date().toTimeString().slice(0, 8).replaceAll(":", "")}.jpg`);
      box.close();
      attach(data);
    },
    "image/jpeg",
    0.9,
  );
});
offerCamera();

// --- Printing -----------------------------------------------------------------------------

const taken = document.querySelector("[data-print-set]");
if (taken && !sessionStorage.getItem(taken.dataset.printSet)) {
  // Once, not again when the page is reloaded; the link prints again.
  sessionStorage.setItem(taken.dataset.printSet, "1");
  const frame = document.createElement("iframe");
  frame.title = "Kertas yang dicetak";
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.print();
    } catch {
      // A browser that shows PDF elsewhere: the link opens it.
    }
  });
  frame.src = taken.dataset.printSet;
  taken.append(frame);
}
