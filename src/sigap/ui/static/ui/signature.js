// A field for a signature: drawn with finger, pen or mouse, kept as a picture in the text field.
// Who cannot draw signs on paper: the form offers that first.

const WIDTH = 600;
const HEIGHT = 200;

for (const box of document.querySelectorAll("[data-signature]")) enhance(box);
document.addEventListener("drawn", (event) => {
  for (const box of event.detail.querySelectorAll("[data-signature]")) enhance(box);
});

function enhance(box) {
  const field = box.querySelector("textarea");
  const name = box.querySelector("label").firstChild.textContent.trim();
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  canvas.className = "signature";
  canvas.setAttribute("role", "img");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "quiet-button";
  clear.textContent = "Hapus coretan";
  clear.setAttribute("aria-label", `Hapus coretan ${name}`);
  const pen = canvas.getContext("2d");
  pen.lineWidth = 3;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#1b1f24"; // printed on white, also where the screen is dark
  field.hidden = true;
  field.after(canvas, clear);

  const tell = () => {
    canvas.setAttribute("aria-label", `${name}: ${field.value ? "sudah digambar" : "kosong"}`);
    clear.hidden = !field.value;
  };
  if (field.value.startsWith("data:image/")) {
    const old = new Image();
    old.addEventListener("load", () => pen.drawImage(old, 0, 0));
    old.src = field.value;
  }
  const at = (event) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return [((event.clientX - left) * WIDTH) / width, ((event.clientY - top) * HEIGHT) / height];
  };
  const put = (value) => {
    field.value = value;
    tell();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => put(canvas.toDataURL("image/png")));
  clear.addEventListener("click", () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    put("");
    clear.closest("fieldset")?.querySelector("input")?.focus();
  });
  tell();
}
