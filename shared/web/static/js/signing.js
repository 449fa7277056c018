// The pad on which somebody signs after touching their name: lifting the hand for a moment is enough.
// Without this file touching the name signs.

const pad = document.getElementById("pad");
const field = pad.querySelector(".pad-field");
const ink = pad.querySelector(".pad-ink");
const pause = 900;
const step = 3;

let button = null;
let strokes = [];
let stroke = null;
let timer = 0;

function point(event) {
  const box = field.getBoundingClientRect();
  const scale = Number(field.dataset.width) / box.width;
  const within = (value, most) => Math.max(0, Math.min(most, Math.round(value * scale)));
  return [within(event.clientX - box.left, Number(field.dataset.width)), within(event.clientY - box.top, Number(field.dataset.height))];
}

function draw() {
  ink.setAttribute("d", strokes.map((each) => `M${each.map((one) => one.join(" ")).join("L")}`).join(""));
}

function clear() {
  clearTimeout(timer);
  strokes = [];
  stroke = null;
  draw();
}

function sign(drawing) {
  const { form } = button;
  form.elements.drawing.value = drawing;
  pad.close();
  form.requestSubmit(button);
}

function offer(event) {
  const touched = event.target.closest("button.name");
  if (!touched || touched === button) return;
  event.preventDefault();
  button = touched;
  clear();
  pad.querySelector(".pad-name").textContent = touched.textContent;
  pad.showModal();
}

field.addEventListener("pointerdown", (event) => {
  clearTimeout(timer);
  field.setPointerCapture(event.pointerId);
  stroke = [point(event)];
  strokes.push(stroke);
});

field.addEventListener("pointermove", (event) => {
  if (!stroke) return;
  const next = point(event);
  const last = stroke.at(-1);
  if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= step) stroke.push(next);
  draw();
});

field.addEventListener("pointerup", () => {
  stroke = null;
  timer = setTimeout(() => {
    strokes = strokes.filter((each) => each.length > 1);
    if (strokes.length) sign(JSON.stringify(strokes));
  }, pause);
});

pad.addEventListener("close", () => {
  clearTimeout(timer);
  // The touch that follows is a new one, whoever's name it is.
  setTimeout(() => { button = null; });
});
pad.querySelector("[data-pad=cancel]").addEventListener("click", () => pad.close());
pad.querySelector("[data-pad=tap]").addEventListener("click", () => sign(""));
document.addEventListener("click", offer);
