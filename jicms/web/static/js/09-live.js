/* [data-live] inside a form is drawn anew from that address a moment after the last change: the form
   is posted as it stands, without its files. Without script a button of the form does the same. */
(() => {
  const WAIT = 1500;
  for (const place of document.querySelectorAll("[data-live]")) {
    const form = place.closest("form");
    let asked = 0;
    const draw = async () => {
      const turn = ++asked;
      const body = new FormData(form);
      for (const field of form.querySelectorAll('input[type="file"]')) body.delete(field.name);
      try {
        const answer = await fetch(place.dataset.live, {
          method: "POST",
          body,
          credentials: "same-origin",
          redirect: "error",
          headers: { Accept: "text/html", "X-CSRFToken": window.jicms.token() },
        });
        if (!answer.ok || turn !== asked || place.contains(document.activeElement)) return;
        const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
        place.replaceChildren(...drawn.body.childNodes);
      } catch {
        /* what stands there is older, not wrong */
      }
    };
    const soon = window.jicms.later(WAIT, draw);
    form.addEventListener("change", soon);
    form.addEventListener("submit", () => {
      asked += 1;
    });
  }
})();
