// Keys, tables that fit, the drop zone, menus that close. Everything here is a convenience: each page works without it.
"use strict";
(() => {
  const isTyping = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
  const isSeen = (element) => element !== null && element.offsetParent !== null;
  const first = (selector) => [...document.querySelectorAll(selector)].find(isSeen);
  const follow = (selector) => { const link = first(selector); if (link) link.click(); };
  const here = () => document.querySelector("[data-hit].is-here");

  const move = (step) => {
    const all = [...document.querySelectorAll("[data-hit]")].filter(isSeen);
    if (!all.length) return;
    const now = all.indexOf(here());
    const next = all[Math.min(all.length - 1, Math.max(0, now + step))];
    all.forEach((hit) => hit.classList.toggle("is-here", hit === next));
    const link = next.querySelector("a, button, input");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const toSearch = () => {
    const box = first("[data-search-box]");
    if (box) { box.focus(); box.select(); }
  };

  const toMenu = (selector) => {
    const menu = first(selector);
    if (!menu) return;
    menu.open = true;
    const entry = menu.querySelector(".menu-body a, .menu-body button, .menu-body input");
    if (entry) entry.focus();
  };

  const mark = () => {
    const box = here() && here().querySelector("input[type=checkbox]");
    if (box) box.click();
  };

  const places = {
    rows: "[data-hit]",
    boxes: "[data-hit] input[type=checkbox]",
    pages: "[data-next], [data-previous]",
    list: "[data-up], .kicker a",
    filters: "details.filter-menu",
    export: "details[data-export]",
  };

  // What a page has no place for stands not in its list of keys.
  const showKeys = () => {
    const dialog = document.getElementById("keys");
    if (!dialog) return;
    dialog.querySelectorAll("[data-needs]").forEach((row) => {
      const [what, letter] = row.dataset.needs.split("-");
      row.hidden = document.querySelector(letter ? `[data-go="${letter}"]` : places[what]) === null;
    });
    dialog.showModal();
  };

  const keys = {
    "/": toSearch,
    "?": showKeys,
    j: () => move(1),
    k: () => move(-1),
    o: () => { const link = here() && here().querySelector("a"); if (link) link.click(); },
    x: mark,
    n: () => follow("[data-next]"),
    p: () => follow("[data-previous]"),
    u: () => follow(places.list),
    e: () => toMenu(places.export),
    f: () => toMenu(places.filters),
  };

  // The page of a right knows its list when one comes from there; this window remembers it for when one comes from elsewhere.
  const wayBack = document.querySelector("a.way-back");
  if (wayBack) {
    const place = `way-back ${window.location.pathname}`;
    if ("came" in wayBack.dataset) {
      window.sessionStorage.setItem(place, JSON.stringify([wayBack.getAttribute("href"), wayBack.textContent]));
    } else {
      const [href, name] = JSON.parse(window.sessionStorage.getItem(place) || "[]");
      if (href) { wayBack.href = href; wayBack.textContent = name; }
    }
  }

  // "g" waits a moment for the letter of a place: the links of the header say theirs.
  let goesUntil = 0;
  const goes = (key) => {
    const is = Date.now() < goesUntil;
    goesUntil = key === "g" && !is ? Date.now() + 1500 : 0;
    if (is && /^[a-z]$/.test(key)) follow(`[data-go="${key}"]`);
    return is || key === "g";
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (goes(event.key)) { event.preventDefault(); return; }
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // A table that fits keeps its header in sight of the whole page; one that does not scrolls in its own frame.
  const fitTables = () => {
    document.querySelectorAll("[data-table]").forEach((wrap) => {
      wrap.classList.remove("fits", "scrolls");
      const fits = wrap.firstElementChild.offsetWidth <= wrap.clientWidth + 1;
      wrap.classList.add(fits ? "fits" : "scrolls");
      if (fits) wrap.removeAttribute("tabindex"); else wrap.tabIndex = 0;
    });
  };
  fitTables();
  let isFitting = false;
  window.addEventListener("resize", () => {
    if (isFitting) return;
    isFitting = true;
    requestAnimationFrame(() => { isFitting = false; fitTables(); });
  });
  document.addEventListener("htmx:afterSettle", fitTables);

  // What a form of filters leaves empty stands not in the address; nothing at all asks for everything.
  document.querySelectorAll("form[data-tidy]").forEach((form) => form.addEventListener("formdata", (event) => {
    const said = event.formData;
    [...new Set(said.keys())].forEach((name) => {
      const values = said.getAll(name).filter((value) => value !== "");
      said.delete(name);
      values.forEach((value) => said.append(name, value));
    });
    if ([...said.keys()].length === 0) said.append("view", "all");
  }));

  document.querySelectorAll("[data-script]").forEach((element) => { element.hidden = false; });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const all = event.target.closest("[data-mark-all]");
    if (all) document.querySelectorAll(`input[type=checkbox][form="${all.dataset.markAll}"]`).forEach((box) => { box.checked = all.checked; });
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

  // Where a part of a page cannot be had, the whole page says why; not of a part that nobody asked for.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.target.closest("[data-unasked]")) return;
    const form = event.target.closest("[data-drop]");
    if (form) { form.submit(); return; }
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
  // Tabbed out of, it closes too, so that it covers nothing that has the focus.
  document.addEventListener("focusin", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // Drop zones: files are listed before they are sent, those too large marked; the bar shows how far sending is.
  const sized = (bytes) => {
    if (bytes < 1024) return `${bytes} B`;
    return bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`;
  };
  document.querySelectorAll("[data-narrows]").forEach((box) => {
    const select = document.getElementById(box.dataset.narrows);
    box.hidden = false;
    box.addEventListener("input", () => {
      const asked = box.value.trim().toLowerCase();
      const options = [...select.options].filter((option) => option.value);
      options.forEach((option) => { option.hidden = !option.text.toLowerCase().includes(asked); });
      select.querySelectorAll("optgroup").forEach((group) => { group.hidden = [...group.children].every((option) => option.hidden); });
      const found = options.filter((option) => !option.hidden);
      if (asked && found.length && !found.some((option) => option.selected)) select.value = found[0].value;
    });
  });
  document.querySelectorAll("[data-drop]").forEach((zone) => {
    const input = zone.querySelector("input[type=file]");
    const names = zone.querySelector("[data-drop-name]");
    const limit = Number(zone.dataset.limit);
    const isTooLarge = (file) => limit > 0 && file.size > limit;
    const line = (file) => {
      const wrong = isTooLarge(file) ? `: ${zone.dataset.tooLarge}` : "";
      const row = document.createElement("div");
      row.textContent = `${file.name}${input.multiple ? ` · ${sized(file.size)}` : ""}${wrong}`;
      row.classList.toggle("is-wrong", wrong !== "");
      return row;
    };
    const show = () => {
      const files = [...input.files];
      names.replaceChildren(...files.map(line));
      zone.classList.toggle("is-wrong", files.length === 1 && files.some(isTooLarge));
      zone.querySelector("button").disabled = files.some(isTooLarge);
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
    zone.addEventListener("htmx:xhr:progress", (event) => {
      const bar = zone.querySelector("[data-drop-progress]");
      if (!bar || !event.detail.lengthComputable || !event.detail.total) return;
      bar.hidden = false;
      // All is sent: what is left is the looking into it, of which nobody knows how long it takes.
      if (event.detail.loaded < event.detail.total) bar.value = (100 * event.detail.loaded) / event.detail.total;
      else bar.removeAttribute("value");
      zone.querySelector("button").disabled = true;
    });
    input.addEventListener("change", show);
  });
  // A form that saves while somebody types sends what is left when its page is left.
  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    let isTyped = false;
    form.addEventListener("input", () => { isTyped = true; });
    form.addEventListener("htmx:beforeRequest", () => { isTyped = false; });
    form.addEventListener("submit", () => { isTyped = false; });
    window.addEventListener("pagehide", () => {
      if (!isTyped) return;
      const body = new FormData(form);
      body.delete("file");
      fetch(form.action, { method: "POST", body, keepalive: true, headers: { "HX-Request": "true" } });
    });
  });
})();
