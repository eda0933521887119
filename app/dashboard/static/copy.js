// Buttons with `data-copy=ID` copy the text of that element, and confirm it.
const status = document.getElementById("copied");
document.documentElement.classList.add("copying");

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    say(button, "Copied");
  } catch {  // not over https, or not allowed: the text is at least selected, for the keyboard
    getSelection().selectAllChildren(source);
    say(button, "Selected; copy it with the keyboard");
  }
}

function say(button, text) {
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = text; });
  button.dataset.said = text;
  setTimeout(() => { delete button.dataset.said; }, 3000);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});
