/* The check box in a table's head ticks the others; the bulk bar says how many are chosen. */
(() => {
  for (const all of document.querySelectorAll("[data-pick-all]")) {
    const table = all.closest("table");
    const boxes = () => [...table.querySelectorAll('tbody input[type="checkbox"]')];
    const told = document.getElementById(all.dataset.pickAll);
    const tell = () => {
      const chosen = boxes().filter((box) => box.checked);
      all.checked = chosen.length > 0 && chosen.length === boxes().length;
      for (const box of boxes()) box.closest("tr").classList.toggle("is-on", box.checked);
      if (told) told.textContent = `${chosen.length} selected`;
    };
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      tell();
    });
    table.addEventListener("change", tell);
  }
})();
