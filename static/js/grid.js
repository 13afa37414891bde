/* A grid moves and pastes like a spreadsheet. Without this file: the Tab key, one cell at a time, and the page « Coller un tableau ». */

const CELL = "td input:not([type=hidden])";
const cellsOf = (row) => [...row.querySelectorAll(CELL)].filter((field) => field.closest(".budget-grid__cell"));
const rowsOf = (grid) => [...grid.querySelectorAll("tbody tr")].map(cellsOf).filter((cells) => cells.length);

function place(field) {
  const rows = rowsOf(field.closest("[data-grid]"));
  const line = rows.findIndex((cells) => cells.includes(field));
  return line < 0 ? null : { rows, line, column: rows[line].indexOf(field) };
}

function go(field) {
  if (!field) return false;
  field.focus();
  if (field.select) field.select();
  return true;
}

const isAtStart = (field) => field.selectionStart === 0 && field.selectionEnd === field.value.length || field.selectionEnd === 0;
const isAtEnd = (field) => field.selectionStart === field.value.length || field.selectionStart === 0 && field.selectionEnd === field.value.length;

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches || !field.matches(`[data-grid] ${CELL}`) || event.altKey || event.ctrlKey || event.metaKey) return;
  const here = place(field);
  if (!here) return;
  const { rows, line, column } = here;
  const targets = {
    ArrowUp: () => rows[line - 1]?.[column],
    ArrowDown: () => rows[line + 1]?.[column],
    Enter: () => rows[line + (event.shiftKey ? -1 : 1)]?.[column],
    ArrowLeft: () => isAtStart(field) && rows[line][column - 1],
    ArrowRight: () => isAtEnd(field) && rows[line][column + 1],
  };
  if (!(event.key in targets) || (event.shiftKey && event.key !== "Enter")) return;
  /* Enter never sends a half-written grid: the button does. */
  if (go(targets[event.key]()) || event.key === "Enter") event.preventDefault();
});

function say(grid, words) {
  const status = grid.closest("form").querySelector("[data-grid-status]");
  if (status) status.textContent = words;
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches || !field.matches(`[data-grid] ${CELL}`)) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  const here = place(field);
  if (!here) return;
  event.preventDefault();
  const grid = field.closest("[data-grid]");
  const lines = text.split("\n").map((each) => each.split("\t"));
  const widest = Math.max(...lines.map((each) => each.length));
  const { rows, line, column } = here;
  if (line + lines.length > rows.length || column + widest > rows[line].length) {
    say(grid, `Rien n’est collé : ${lines.length} × ${widest} cases dépassent ce tableau à partir d’ici. Ajoutez des lignes, ou servez-vous de « Coller un tableau ».`);
    return;
  }
  lines.forEach((cells, down) => cells.forEach((value, right) => {
    const target = rows[line + down][column + right];
    target.value = value.trim();
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }));
  say(grid, `${lines.length} × ${widest} cases collées. Relisez-les, puis enregistrez.`);
});
