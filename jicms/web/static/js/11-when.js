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
