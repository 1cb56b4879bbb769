/* <details data-when="field" data-values="A B"> opens when that field of its form takes one of the
   values, and folds again when it takes another and nothing was typed inside. Without script it is
   opened by hand, or by the server once it knows. */
(() => {
  const filled = (part) =>
    [...part.querySelectorAll("input, select, textarea")].some((box) =>
      box.type === "checkbox" || box.type === "radio" ? box.checked : box.type !== "hidden" && box.value
    );
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || !event.target.name) return;
    for (const part of form.querySelectorAll("details[data-when]")) {
      if (part.dataset.when !== event.target.name) continue;
      const asked = part.dataset.values.split(" ").includes(event.target.value);
      if (asked || !filled(part)) part.open = asked;
    }
  });
})();
/* <fieldset data-unless="field=A field2=B"> is hidden, and not sent, while one of those fields of its
   form has that value; [data-instead] is shown meanwhile. The hidden field behind a suggestion inside
   goes with it. Without script the fieldset stays, and the server refuses what may not be there. */
(() => {
  const settle = (form) => {
    const typed = new FormData(form);
    const holds = (pairs) =>
      pairs.split(" ").some((pair) => {
        const [name, value] = pair.split("=");
        return typed.get(name) === value;
      });
    for (const part of form.querySelectorAll("fieldset[data-unless]")) {
      const away = holds(part.dataset.unless);
      part.hidden = part.disabled = away;
      for (const box of part.querySelectorAll("[data-suggest-into]")) {
        const behind = document.getElementById(box.dataset.suggestInto);
        if (behind) behind.disabled = away;
      }
    }
    for (const said of form.querySelectorAll("[data-instead]")) said.hidden = !holds(said.dataset.instead);
  };
  for (const part of document.querySelectorAll("fieldset[data-unless]")) {
    const form = part.closest("form");
    // What was typed and refused is shown, so that it can be cleared.
    if (!part.querySelector(".usa-error-message")) settle(form);
    form.addEventListener("change", () => settle(form));
  }
})();
