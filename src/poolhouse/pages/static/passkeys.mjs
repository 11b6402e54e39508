// The browser signs the question that the page holds; the form takes what it signed to the server.
const READERS = { create: "parseCreationOptionsFromJSON", get: "parseRequestOptionsFromJSON" };

for (const form of document.querySelectorAll("[data-passkey]")) {
  const { passkey: ceremony, options, stopped, present } = form.dataset;
  // Without passkeys, in old browsers and on plain http, the form goes as it is and the server says so.
  const read = globalThis.PublicKeyCredential?.[READERS[ceremony]]?.bind(PublicKeyCredential);
  if (!read) continue;
  form.hidden = false;
  const alert = form.querySelector("[role=alert]");
  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    alert.hidden = true;
    try {
      const credential = await navigator.credentials[ceremony]({ publicKey: read(JSON.parse(options)) });
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      alert.textContent = error.name === "InvalidStateError" ? present : stopped;
      alert.hidden = false;
    }
    busy = false;
  });
}
