/* Says before the session ends, in a strip at the top of the page; drafts are saved first. */
(() => {
  const minutes = Number(document.body.dataset.idleMinutes);
  const stay = document.body.dataset.stayUrl;
  if (!minutes) return;
  const WARN = 5;
  /* A form that keeps drafts takes what was typed along through the sign-in. */
  const OVER = document.querySelector("form[data-autosave]")
    ? "You were signed out. Press a button of the form: you sign in, and what you typed comes along."
    : "You were signed out. Copy text that you want to keep, then sign in again in another window.";
  const start = () => Date.now();
  let since = start();
  let strip = null;

  const remove = () => {
    if (strip) strip.remove();
    strip = null;
  };

  const keep = async () => {
    try {
      const answer = await fetch(stay, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        headers: { "X-CSRFToken": window.jicms.token() },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      since = start();
      remove();
    } catch {
      strip.querySelector("p").textContent = OVER;
    }
  };

  const warn = () => {
    document.dispatchEvent(new Event("jicms:idle"));
    strip = window.jicms.make("div", { class: "strip strip--warn", role: "alert" });
    strip.append(window.jicms.make("p"));
    if (stay) {
      const button = window.jicms.make(
        "button",
        { class: "usa-button usa-button--outline usa-button--small", type: "button" },
        "Stay signed in",
      );
      button.addEventListener("click", keep);
      strip.append(button);
    }
    document.getElementById("main").prepend(strip);
  };

  const tick = () => {
    const left = Math.ceil(minutes - (Date.now() - since) / 60000);
    if (left > WARN) return;
    if (!strip) warn();
    strip.querySelector("p").textContent =
      left > 0
        ? `You will be signed out in ${left} ${left === 1 ? "minute" : "minutes"}.`
        : OVER;
  };
  /* A file that is being sent keeps the session. */
  document.addEventListener("jicms:kept", () => {
    since = start();
    remove();
  });
  setInterval(tick, 15000);
})();
