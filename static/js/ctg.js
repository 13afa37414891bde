/* Small comforts of every page. Without this file everything still works. */

/* ---- light, dark, or as the device says ---- */
const root = document.documentElement;
const themes = { clair: "light", sombre: "dark" };

function showTheme(choice) {
  if (themes[choice]) root.dataset.theme = themes[choice];
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
  document.dispatchEvent(new CustomEvent("themechange"));
}

function startThemeSwitch() {
  const stored = /(?:^|; )theme=(clair|sombre)/.exec(document.cookie);
  showTheme(stored ? stored[1] : "auto");
  for (const menu of document.querySelectorAll("[data-theme-switch]")) menu.hidden = false;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("themechange")));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  const choice = button.dataset.themeChoice;
  const age = themes[choice] ? 31536000 : 0;
  document.cookie = `theme=${choice}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  showTheme(choice);
  closeMenu(button.closest("details"), true);
});

/* ---- menus close by Escape, by a click elsewhere, and when the focus leaves ---- */
function closeMenu(menu, hasFocus) {
  if (!menu || !menu.open) return;
  menu.open = false;
  if (hasFocus) menu.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) closeMenu(menu, menu.contains(document.activeElement));
});

for (const moment of ["click", "focusin"]) {
  document.addEventListener(moment, (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) closeMenu(menu, false);
  });
}

/* ---- a summary of errors takes the focus; its links reach the field itself, also in a group of boxes ---- */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea");
  (field || target).focus();
  (target.closest(".field") || target).scrollIntoView({ block: "nearest" });
});

/* ---- nothing typed is lost: leaving a form marked data-guard asks first ---- */
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});

addEventListener("beforeunload", (event) => {
  for (const form of changed) if (form.isConnected) event.preventDefault();
});

/* ---- a form is sent once ---- */
document.addEventListener("submit", (event) => {
  const form = event.target;
  changed.delete(form);
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.matches("[hx-post], [hx-put], [hx-delete], [hx-patch]")) return;
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.setAttribute("aria-disabled", "true");
});

/* Coming back by the history button finds a form that can be sent again. */
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

startThemeSwitch();
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
