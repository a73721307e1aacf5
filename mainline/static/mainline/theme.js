// Runs before the page is drawn, so that a dark page never flashes white.
"use strict";
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const apply = () => {
    const choice = kept() || "auto";
    const isDark = choice === "dark" || (choice === "auto" && system.matches);
    root.setAttribute("data-bs-theme", isDark ? "dark" : "light");
    root.dataset.themeChoice = choice;
  };
  apply();
  system.addEventListener("change", apply);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    // Back at what the system wants, the choice is the system's again.
    const isSystem = (next === "dark") === system.matches;
    try {
      if (isSystem) localStorage.removeItem("theme"); else localStorage.setItem("theme", next);
    } catch { /* private window: the choice lasts as long as the page */ }
    root.setAttribute("data-bs-theme", next);
  });
})();
