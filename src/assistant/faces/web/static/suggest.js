// Suggestions while typing: an ARIA combobox with a list box, for mouse and keyboard.
const WAIT = 150;
const LEAST = 2;

let count = 0;

export function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.className = "options";
  list.id = `options-${++count}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let typed = input.value;
  let chosen = -1;
  let timer = 0;
  let asked = null;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    const options = [...list.children];
    chosen = at;
    for (const [index, option] of options.entries()) {
      option.setAttribute("aria-selected", String(index === at));
    }
    if (at < 0) {
      input.value = typed;
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.value = options[at].dataset.text;
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(({ text, of, number, link }, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = text;
      if (link) option.dataset.url = link;
      option.append(text);
      const note = document.createElement("div");
      note.className = "of";
      note.append([input.dataset[of], number !== text && number].filter(Boolean).join(" · "));
      option.append(note);
      return option;
    }));
    if (!suggestions.length || document.activeElement !== input) {
      close();
      return;
    }
    list.hidden = false;
    chosen = -1;
    input.setAttribute("aria-expanded", "true");
    const status = document.getElementById("status");
    if (status) status.textContent = input.dataset.count.replace("{n}", suggestions.length);
  }

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const words = input.value.trim();
    if (words.length < LEAST) {
      close();
      return;
    }
    try {
      const reply = await fetch(`/api/v1/suggest?q=${encodeURIComponent(words)}`, { signal: asked.signal });
      if (!reply.ok) return;
      show(read(await reply.json()));
    } catch {
      // Whoever types on gets the next ones; without a connection there are none.
    }
  }

  function take(option) {
    close();
    if (option.dataset.url) {
      location.assign(option.dataset.url);
      return;
    }
    input.value = option.dataset.text;
    form.requestSubmit();
  }

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    } else if (event.key === "ArrowDown" && !list.hidden) {
      event.preventDefault();
      choose(chosen < last ? chosen + 1 : -1);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(chosen < 0 ? last : chosen - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    }
  });
  // Before the field loses the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  input.addEventListener("blur", close);
}

function read(reply) {
  return (reply.suggestions ?? []).slice(0, 8);
}
