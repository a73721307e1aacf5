// Keys, the drop zone, menus that close. Everything here is a convenience: each page works without it.
"use strict";
(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
  const hits = () => [...document.querySelectorAll("[data-hit]")];

  const move = (step) => {
    const all = hits();
    if (!all.length) return;
    const now = all.indexOf(document.querySelector("[data-hit].is-here"));
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    all.forEach((hit) => hit.classList.toggle("is-here", hit === next));
    next.querySelector("a").focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const toSearch = () => {
    const box = [...document.querySelectorAll("[data-search-box]")].find((one) => one.offsetParent !== null);
    if (box) { box.focus(); box.select(); }
  };

  const keys = {
    "/": toSearch,
    j: () => move(1),
    k: () => move(-1),
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // On a narrow screen the facets would push the hits below the fold: all but the chosen ones close.
  const foldFacets = () => {
    if (!window.matchMedia("(max-width: 991px)").matches) return;
    document.querySelectorAll("details.facet").forEach((facet) => {
      facet.open = facet.querySelector("input:checked") !== null;
    });
  };
  foldFacets();
  document.addEventListener("htmx:afterSettle", foldFacets);

  // Where a part of a page cannot be had, the whole page says why.
  document.addEventListener("htmx:responseError", (event) => {
    window.location.assign(event.detail.xhr.responseURL || window.location.href);
  });

  // An open menu closes at a click elsewhere and at Escape, as menus do.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  const zone = document.querySelector("[data-drop]");
  if (zone) {
    const input = zone.querySelector("input[type=file]");
    const name = zone.querySelector("[data-drop-name]");
    const limit = Number(zone.dataset.limit);
    const show = () => {
      const file = input.files[0];
      const isTooLarge = Boolean(file) && limit > 0 && file.size > limit;
      name.textContent = file ? (isTooLarge ? `${file.name}: ${zone.dataset.tooLarge}` : file.name) : "";
      zone.classList.toggle("is-wrong", isTooLarge);
      zone.querySelector("button").disabled = isTooLarge;
    };
    ["dragenter", "dragover"].forEach((kind) => zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    }));
    ["dragleave", "drop"].forEach((kind) => zone.addEventListener(kind, () => zone.classList.remove("is-over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
    });
    input.addEventListener("change", show);
  }
})();
