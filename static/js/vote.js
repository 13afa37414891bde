/* How many dots are left, while they are placed. Without this file the server says so after sending. */
const form = document.querySelector("form[data-dots]");
const words = form?.querySelector("[data-dots-left]");

function count() {
  const placed = [...form.querySelectorAll("input[type=radio]:checked")].reduce((sum, input) => sum + Number(input.value), 0);
  const left = Number(form.dataset.dots) - placed;
  const plural = Math.abs(left) > 1 ? "s" : "";
  if (left > 0) words.textContent = `Il vous reste ${left} point${plural}.`;
  else if (left === 0) words.textContent = "Tous vos points sont posés.";
  else words.textContent = `${-left} point${plural} de trop.`;
  words.classList.toggle("ballot__left--over", left < 0);
}

if (form) {
  form.addEventListener("change", count);
  count();
}
