// Passkeys (WebAuthn): a form with data-passkey asks the device when it is sent, and sends on what the device says.
//   data-passkey="login"   options are fetched from the form's own address
//   data-passkey="get"     options stand in the element named by data-options
//   data-passkey="create"  the same, for a new passkey; a checkbox "passwordless" may ask for one that logs in alone
"use strict";
(() => {
  const toBytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const optionsOf = async (form) => {
    if (form.dataset.passkey !== "login") {
      return JSON.parse(document.getElementById(form.dataset.options).textContent).publicKey;
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).request_options.publicKey;
  };

  const found = async (options) => {
    const credential = await navigator.credentials.get({ publicKey: {
      ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials),
    } });
    const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
    return sent(credential, {
      authenticatorData: toText(authenticatorData), clientDataJSON: toText(clientDataJSON),
      signature: toText(signature), userHandle: userHandle ? toText(userHandle) : null,
    });
  };

  const made = async (options, isAlone) => {
    const credential = await navigator.credentials.create({ publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
      authenticatorSelection: {
        ...options.authenticatorSelection,
        residentKey: isAlone ? "required" : "discouraged",
        requireResidentKey: isAlone,
        userVerification: isAlone ? "required" : "preferred",
      },
    } });
    const { attestationObject, clientDataJSON } = credential.response;
    return sent(credential, {
      attestationObject: toText(attestationObject), clientDataJSON: toText(clientDataJSON),
      transports: credential.response.getTransports ? credential.response.getTransports() : [],
    });
  };

  const sent = (credential, response) => JSON.stringify({
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, response,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  const reasons = { NotAllowedError: "refused", AbortError: "refused", SecurityError: "host", InvalidStateError: "known" };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const told = form.querySelector("[data-told]");
    const button = form.querySelector("button[type=submit]");
    if (!window.PublicKeyCredential) {
      // On the login page nobody asked for one: silence is best there.
      if (form.dataset.passkey !== "login") told.textContent = told.dataset.none;
      continue;
    }
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      told.textContent = "";
      try {
        const options = await optionsOf(form);
        form.elements.credential.value = form.dataset.passkey === "create"
          ? await made(options, form.elements.passwordless.checked)
          : await found(options);
        form.submit();
      } catch (error) {
        told.textContent = told.dataset[reasons[error.name] || "failed"];
        button.disabled = false;
      }
    });
  }
})();
