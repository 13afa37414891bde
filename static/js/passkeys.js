/* Passkeys: says in French what went wrong, and hides what this browser cannot do. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const trouble of document.querySelectorAll("[data-passkey-trouble]")) trouble.hidden = false;
});

if (!window.PublicKeyCredential) {
  for (const door of document.querySelectorAll("[data-needs-passkeys]")) door.hidden = true;
}
