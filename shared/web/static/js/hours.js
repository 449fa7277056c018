// Comforts of the day sheet: the name above the reasons, keys, and a word when the network fails.
// Without this file every tap is an ordinary form.

const sheet = () => document.getElementById("sheet");
const chosen = () => sheet().querySelector(".tile input:checked");
let recorded = null;

function nameTheChosen() {
  const title = document.getElementById("who");
  const radio = chosen();
  if (!title) return;
  title.textContent = radio ? document.getElementById(radio.getAttribute("aria-labelledby")).textContent : title.dataset.usual;
  radio?.closest(".tile").scrollIntoView({ block: "nearest" });
}

document.addEventListener("change", (event) => {
  if (event.target.name === "contract") nameTheChosen();
});

document.addEventListener("reset", (event) => {
  if (event.target.id === "taps") setTimeout(nameTheChosen);
});

// The keys work while somebody of the roster has the focus, and only then.
document.addEventListener("keydown", (event) => {
  const radio = event.target.closest?.(".tile input");
  if (!radio || event.ctrlKey || event.altKey || event.metaKey) return;
  const button = sheet().querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
  if (button) {
    event.preventDefault();
    radio.checked = true;
    button.click();
  } else if (event.key === "Escape") {
    radio.form.reset();
  }
});

// One thing at a time: the buttons rest until the answer is there, so that no tap is lost unseen.
document.addEventListener("htmx:before:request", (event) => {
  sheet().setAttribute("aria-busy", "true");
  recorded = event.target.id === "taps" ? chosen()?.value : null;
});

document.addEventListener("htmx:finally:request", () => sheet().removeAttribute("aria-busy"));

// Who has just been recorded is done with; somebody chosen meanwhile stays chosen.
document.addEventListener("htmx:after:swap", () => {
  const refused = sheet().querySelector("[role=alert]");
  if (refused) refused.scrollIntoView({ block: "nearest" });
  else if (chosen()?.value === recorded) document.getElementById("taps")?.reset();
  recorded = null;
  nameTheChosen();
});

function sayNotSaved() {
  const text = document.createElement("p");
  text.className = "field-error";
  text.setAttribute("role", "alert");
  text.textContent = "Pas enregistré : le réseau n’a pas répondu. Touchez encore une fois.";
  sheet().querySelector(".sheet-news")?.replaceChildren(text);
}

document.addEventListener("htmx:error", sayNotSaved);
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail?.ctx?.response?.status >= 500) sayNotSaved();
});
