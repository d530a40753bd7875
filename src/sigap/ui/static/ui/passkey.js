// Passkeys: a form with data-passkey asks the browser for one when it is sent, and sends the answer.
// `create` makes one and `get` shows one, by the options in the page; `ask` fetches them first.
// Without the browser's help the form stays hidden, and what `data-passkey-absent` says is shown.

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: decode(one.id) }));

async function create(options) {
  const wanted = options.publicKey;
  const made = await navigator.credentials.create({
    publicKey: {
      ...wanted,
      challenge: decode(wanted.challenge),
      user: { ...wanted.user, id: decode(wanted.user.id) },
      excludeCredentials: known(wanted.excludeCredentials),
    },
  });
  return answer(made, {
    attestationObject: encode(made.response.attestationObject),
    transports: made.response.getTransports?.() || [],
  });
}

async function get(options) {
  const wanted = options.publicKey;
  const shown = await navigator.credentials.get({
    publicKey: { ...wanted, challenge: decode(wanted.challenge), allowCredentials: known(wanted.allowCredentials) },
  });
  const { authenticatorData, signature, userHandle } = shown.response;
  return answer(shown, {
    authenticatorData: encode(authenticatorData),
    signature: encode(signature),
    userHandle: userHandle && encode(userHandle),
  });
}

function answer(credential, response) {
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: encode(credential.response.clientDataJSON), ...response },
  };
}

async function ask(form) {
  const fetched = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!fetched.ok) throw new Error(fetched.status);
  return get(await fetched.json());
}

async function fill(form) {
  if (form.dataset.passkey === "ask") return ask(form);
  const options = JSON.parse(document.getElementById("passkey-options").textContent);
  return form.dataset.passkey === "create" ? create(options) : get(options);
}

// A number for a host is no name that a passkey could be bound to.
const usable = window.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname);

for (const form of usable ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  for (const told of document.querySelectorAll("[data-passkey-absent]")) told.hidden = true;
  const field = form.elements.credential;
  const failed = form.querySelector("[data-passkey-failed]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      field.value = JSON.stringify(await fill(form));
      field.disabled = false;
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
