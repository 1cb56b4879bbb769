/* Suggestions while typing: [data-suggest] asks the server, select[data-combo] searches its own
   entries. Both follow the ARIA combobox pattern and leave the plain control as it was without
   script. The server checks every choice again. */
(() => {
  const { make, later } = window.jicms;

  /* One list under one input. `find(text)` gives entries, `take(entry)` is called with the chosen. */
  const combobox = (input, find, take) => {
    const box = make("div", { class: "combo" });
    input.replaceWith(box);
    const list = make("ul", { class: "combo__list", role: "listbox", id: `${input.id}-list`, hidden: "" });
    list.setAttribute("aria-label", "Suggestions");
    box.append(input, list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    let entries = [];
    let at = -1;
    let asked = 0;

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (position) => {
      at = position;
      [...list.children].forEach((child, index) => child.setAttribute("aria-selected", String(index === at)));
      const active = list.children[at];
      if (active) {
        input.setAttribute("aria-activedescendant", active.id);
        active.scrollIntoView({ block: "nearest" });
      }
    };

    const choose = (entry) => {
      take(entry);
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const draw = () => {
      list.replaceChildren(
        ...entries.map((entry, index) => {
          const item = make("li", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false" }, entry.label);
          if (entry.note) item.append(make("span", { class: "sub" }, entry.note));
          item.addEventListener("mousedown", (event) => {
            event.preventDefault();
            choose(entry);
          });
          return item;
        }),
      );
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = entries.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
    };

    const open = async () => {
      const turn = ++asked;
      const found = await find(input.value.trim());
      if (turn !== asked || document.activeElement !== input) return;
      entries = found;
      draw();
    };

    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) {
          open();
        } else {
          const step = event.key === "ArrowDown" ? 1 : -1;
          mark((at + step + entries.length) % entries.length);
        }
      } else if (event.key === "Enter" && !list.hidden && at >= 0) {
        event.preventDefault();
        choose(entries[at]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
      }
    });
    input.addEventListener("blur", () => {
      asked += 1;
      close();
    });
    return { open, close };
  };

  for (const input of document.querySelectorAll("input[data-suggest]")) {
    const target = document.getElementById(input.dataset.suggestInto || "");
    const find = async (text) => {
      if (text.length < 2) return [];
      const url = new URL(input.dataset.suggest, location.href);
      url.searchParams.set("q", text);
      try {
        const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
        return answer.ok ? (await answer.json()).items : [];
      } catch {
        return [];
      }
    };
    const list = combobox(input, find, (entry) => {
      input.value = entry.label;
      if (target) target.value = entry.value;
    });
    const soon = later(200, list.open);
    input.addEventListener("input", () => {
      if (target) target.value = "";
      soon();
    });
  }

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

  for (const select of document.querySelectorAll("select[data-combo]")) {
    const entries = [...select.options]
      .filter((option) => option.value !== "")
      .map((option) => ({
        value: option.value,
        label: option.text,
        note: option.parentElement.tagName === "OPTGROUP" ? option.parentElement.label : "",
      }));
    const input = make("input", { class: select.className.replace("usa-select", "usa-input"), type: "text", autocomplete: "off" });
    for (const name of ["aria-describedby", "aria-invalid", "required"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    const label = () => (select.value ? select.selectedOptions[0].text : "");
    input.value = label();
    input.id = select.id;
    select.id = `${select.id}-value`;
    select.hidden = true;
    select.removeAttribute("required");
    select.after(input);
    const find = (text) => {
      const words = plain(text === label() ? "" : text).split(/\s+/).filter(Boolean);
      return entries.filter((entry) => {
        const haystack = plain(`${entry.label} ${entry.note}`);
        return words.every((word) => haystack.includes(word));
      }).slice(0, 60);
    };
    const list = combobox(input, find, (entry) => {
      select.value = entry.value;
      input.value = entry.label;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    input.addEventListener("input", () => list.open());
    input.addEventListener("click", () => list.open());
    input.addEventListener("blur", () => {
      if (input.value.trim() === "") select.value = "";
      input.value = label();
    });
  }
})();
