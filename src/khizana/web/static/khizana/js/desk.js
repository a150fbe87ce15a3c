// Conveniences only: every page works without this file.
(() => {
  "use strict";

  // A refused form says first what is wrong.
  const errors = document.querySelector(".errors[tabindex]");
  if (errors) errors.focus();

  // "/" goes to the search box.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") {
      const box = document.querySelector("main input[type=search]") || document.getElementById("q0");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
  });

  // Buttons that act once do not act twice on a slow line.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || event.target.method !== "post") return;
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 8000);
  });

  // A select that filters applies by itself; without this file there is a button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-apply]");
    if (form) form.requestSubmit();
  });

  // A piece that is added may raise the banner: the server is told what stands under it now.
  document.addEventListener("htmx:configRequest", (event) => {
    const banner = document.getElementById("banner");
    if (banner) event.detail.headers["Khizana-Labels"] = banner.dataset.labels;
  });

  // Copy an address.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.setAttribute("aria-live", "polite");
    button.textContent = button.dataset.copied;
  });
})();
