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

/** Show `percent` in a line of progress; null hides it. */
export function show(line, percent, words) {
  line.hidden = percent === null;
  line.querySelector("progress").value = percent ?? 0;
  line.querySelector("span").textContent = percent === null ? "" : `${words} ${percent} %`;
}
