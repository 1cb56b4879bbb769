/* How many characters are left, while typing. The limit is the server's; nothing is cut off. */
(() => {
  const show = (area) => {
    const place = document.getElementById(`${area.id}-c`);
    const limit = Number(area.dataset.count);
    // As the server counts: characters, not UTF-16 units.
    const used = Array.from(area.value.trim()).length;
    if (!place || !limit) return;
    place.textContent = `${used.toLocaleString("en-US")} of ${limit.toLocaleString("en-US")} characters`;
    place.classList.toggle("is-over", used > limit);
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-count]")) show(event.target);
  });
})();
