// The sum of the timetable beside the hours of the contract, while it is typed. Without this file the server says it.

const box = document.getElementById("timetable");
const total = box?.querySelector(".timetable-total");

function minutes(text) {
  const match = /^(\d{1,2})(?:[h:](\d{2})?)?$/i.exec(text.trim());
  return match ? Number(match[1]) * 60 + Number(match[2] ?? 0) : NaN;
}

function length(text) {
  const times = text.trim().split(/\s*(?:[-–—/]|à|\s)\s*/).filter(Boolean);
  if (!times.length) return 0;
  return times.length === 2 ? minutes(times[1]) - minutes(times[0]) : NaN;
}

const words = (sum) => `${Math.floor(sum / 60)} h${sum % 60 ? ` ${String(sum % 60).padStart(2, "0")}` : ""}`;

function show() {
  const sum = [...box.querySelectorAll("td input")].reduce((before, input) => before + length(input.value), 0);
  total.hidden = Number.isNaN(sum);
  total.querySelector("output").textContent = words(sum);
  total.classList.toggle("differs", sum !== minutes(box.querySelector("input").value));
}

box?.addEventListener("input", show);
if (box) show();
