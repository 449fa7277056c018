// Comforts only: every page does its work without this file.

for (const flash of document.querySelectorAll(".flash[role=status]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dismiss";
  button.setAttribute("aria-label", "Fermer ce message");
  button.textContent = "✕";
  button.addEventListener("click", () => flash.remove());
  flash.append(button);
}

// Somebody who reads with a screen reader or a magnifier lands on what is wrong.
document.querySelector(".errors-summary")?.focus();

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
