// Passwords that can be looked at, secrets that can be copied. Each page works without it.
"use strict";
(() => {
  const words = document.currentScript.dataset;

  for (const field of document.querySelectorAll("input[type=password]")) {
    const frame = document.createElement("div");
    const button = document.createElement("button");
    frame.className = "with-button";
    button.type = "button";
    button.className = "btn";
    field.before(frame);
    frame.append(field, button);
    const set = (isShown) => {
      field.type = isShown ? "text" : "password";
      button.textContent = isShown ? words.hide : words.show;
      button.setAttribute("aria-pressed", String(isShown));
    };
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("click", () => { set(field.type === "password"); field.focus(); });
    // A browser keeps what is typed into a field of text; what was a password must not be among it.
    field.form.addEventListener("submit", () => set(false));
    set(false);
  }

  const copy = async (source) => {
    if (navigator.clipboard) { await navigator.clipboard.writeText(source.textContent.trim()); return; }
    // Over plain http there is no clipboard to ask for: what is selected can be copied all the same.
    window.getSelection().selectAllChildren(source);
    document.execCommand("copy");
  };

  for (const button of document.querySelectorAll("[data-copy]")) {
    const before = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await copy(document.getElementById(button.dataset.copy));
      button.textContent = words.copied;
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
