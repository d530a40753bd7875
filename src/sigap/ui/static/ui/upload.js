// Sending a form with its files while telling how far it has come.

/** Post `data`; call `onPart` with percent; return the answer's document and address. */
export function send(address, data, onPart) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onPart(Math.floor((100 * event.loaded) / event.total));
    });
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      if (request.status >= 500 || !page.querySelector("main")) reject(new Error("no page"));
      else resolve({ page, address: request.responseURL });
    });
    for (const end of ["error", "abort", "timeout"]) {
      request.addEventListener(end, () => reject(new Error(end)));
    }
    request.send(data);
  });
}

const MOST_BYTES = 10 * 2 ** 20; // of one file, as the server takes them
const LONGEST_SIDE = 3000;

/** Return a form's data in which photos that are too large for the server are made smaller. */
export async function fitting(form) {
  const data = new FormData(form);
  const files = data.getAll("files");
  data.delete("files");
  for (const one of files) data.append("files", await smaller(one));
  return data;
}

async function smaller(file) {
  if (file.size <= MOST_BYTES || !file.type.startsWith("image/")) return file;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
    return new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file; // the server says what is wrong
  }
}

/** Show `percent` in a line of progress; null hides it. */
export function show(line, percent, words) {
  line.hidden = percent === null;
  line.querySelector("progress").value = percent ?? 0;
  line.querySelector("span").textContent = percent === null ? "" : `${words} ${percent}%`;
}
