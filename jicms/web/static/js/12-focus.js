/* [data-focus-on="id"]: the page goes on at that element after a button that drew it anew. Last of
   all, as other scripts put controls of their own in place. The error summary comes first. */
(() => {
  const told = document.querySelector("[data-focus-on]");
  if (!told || document.querySelector("[data-focus]")) return;
  const go = () => {
    const place = document.getElementById(told.dataset.focusOn);
    if (place) place.focus();
  };
  go();
  /* The list in the address takes the focus once more when the page is complete. */
  window.addEventListener("load", () => {
    const at = document.activeElement;
    if (at === document.body || `#${at.id}` === location.hash) go();
  });
})();
