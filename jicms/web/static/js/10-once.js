/* A form is sent once: a second press of the button, or of Enter, waits until the answer is there. */
(() => {
  const WAIT = 5000;
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A field may be called "method", and would hide the form's own.
    const posts = (form.getAttribute("method") || "").toLowerCase() === "post";
    if (event.defaultPrevented || !posts) return;
    if (Date.now() - (sent.get(form) ?? -WAIT) < WAIT) event.preventDefault();
    else sent.set(form, Date.now());
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) sent.delete(form);
  });
})();
