// What makes the pages quicker to use. Without it every form and link still works.
import { suggest } from "./suggest.js";

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);

const status = document.getElementById("status");

function say(words) {
  // Emptied first, so that the same words are read out again.
  status.textContent = "";
  setTimeout(() => { status.textContent = words; }, 50);
}

// On a wide screen there is room for what a phone folds away.
const wide = matchMedia("(min-width: 60rem)");
function unfold() {
  for (const one of document.querySelectorAll("details[data-open-wide]")) one.open = wide.matches;
}
wide.addEventListener("change", unfold);
unfold();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.clipboard && !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const url = new URL(button.dataset.share, location.href).href;
    try {
      if (navigator.share && matchMedia("(pointer: coarse)").matches) {
        await navigator.share({ url, title: document.title });
        return;
      }
      await navigator.clipboard.writeText(url);
      button.querySelector("span").textContent = button.dataset.done;
      say(button.dataset.done);
    } catch (error) {
      if (error.name !== "AbortError") prompt("", url);
    }
  });
}

for (const form of document.querySelectorAll("form[data-feedback]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const body = JSON.stringify({
      verdict: event.submitter.value,
      outcome: given.get("outcome"),
      question: given.get("question"),
      documents: given.getAll("document"),
    });
    let words = form.dataset.thanks;
    try {
      const headers = { "Content-Type": "application/json" };
      const reply = await fetch(form.dataset.feedback, { method: "POST", body, headers });
      if (!reply.ok) throw new Error(String(reply.status));
      const thanks = document.createElement("p");
      thanks.className = "thanks";
      thanks.textContent = words;
      thanks.tabIndex = -1;
      form.replaceChildren(thanks);
      thanks.focus();
    } catch {
      words = form.dataset.failed;
    }
    say(words);
  });
}

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
