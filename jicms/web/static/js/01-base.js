/* Small help on top of pages that work without it. Each file is a function of its own. */
"use strict";
window.jicms = {
  token() {
    const field = document.querySelector('input[name="csrf_token"]');
    return field ? field.value : "";
  },
  make(tag, attributes, text) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    if (text) made.textContent = text;
    return made;
  },
  later(wait, work) {
    let timer = 0;
    return (...given) => {
      clearTimeout(timer);
      timer = setTimeout(() => work(...given), wait);
    };
  },
};
