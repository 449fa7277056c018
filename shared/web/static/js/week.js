// Comforts of the week's grid: arrows and Enter go from cell to cell, Ctrl + Enter saves, Escape leads back to the
// buttons. Without this file the grid is an ordinary form, and Tab goes from cell to cell.

const form = document.getElementById("week-entry");
const table = form?.querySelector(".grid");

// The cells that can be typed into, by row and column.
const place = (input) => [input.closest("tr").rowIndex, input.closest("td").cellIndex];
const at = (row, column) => table.rows[row]?.cells[column]?.querySelector("input[type=text]");

function next(row, column, down, right) {
  for (let r = row + down, c = column + right; table.rows[r]?.cells[c]; r += down, c += right) {
    const input = at(r, c);
    if (input) return input;
  }
  return null;
}

function go(input) {
  if (!input) return;
  input.focus();
  input.select();
}

// Left and right move the caret first, and leave the cell at its ends.
const atStart = (input) => input.selectionEnd === 0 || (input.selectionStart === 0 && input.selectionEnd === input.value.length);
const atEnd = (input) => input.selectionStart === input.value.length || (input.selectionStart === 0 && input.selectionEnd === input.value.length);

const MOVES = {
  ArrowDown: [1, 0, () => true],
  ArrowUp: [-1, 0, () => true],
  ArrowRight: [0, 1, atEnd],
  ArrowLeft: [0, -1, atStart],
};

function toTheTop(column) {
  return next(0, column + 1, 1, 0);
}

form?.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches("input[type=text]")) return;
  const [row, column] = place(input);
  if (event.key === "Enter") {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) form.requestSubmit();
    else go(next(row, column, 1, 0) ?? toTheTop(column));
  } else if (event.key === "Escape") {
    event.preventDefault();
    (form.elements.namedItem("fill") ?? form.querySelector("button")).focus();
  } else if (event.key in MOVES && !event.altKey && !event.ctrlKey && !event.metaKey) {
    const [down, right, leaves] = MOVES[event.key];
    const neighbour = leaves(input) ? next(row, column, down, right) : null;
    if (neighbour) {
      event.preventDefault();
      go(neighbour);
    }
  }
});

// The first cell that is wrong, else the first from above that misses; when nothing does, the page begins at its top.
const missing = [...(table?.querySelectorAll("[data-expected]") ?? [])].filter((input) => !input.value);
missing.sort((one, other) => place(one)[1] - place(other)[1]);
const first = form?.querySelector("[aria-invalid]") ?? missing[0];
if (first) go(first);
