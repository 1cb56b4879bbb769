/* A form with data-autosave is posted to that address a few seconds after the last change. Only a
   draft is saved: the address answers JSON {"saved": "10:41 a.m."}. Files are not sent. */
(() => {
  const WAIT = 4000;
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const status = form.querySelector("[data-autosave-status]");
    let pending = false;
    let sent = false;

    const say = (text) => {
      if (status) status.textContent = text;
    };

    const save = async () => {
      if (sent || !pending) return;
      pending = false;
      const body = new FormData(form);
      for (const field of form.querySelectorAll('input[type="file"], input[type="password"]')) {
        body.delete(field.name);
      }
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body,
          credentials: "same-origin",
          redirect: "error",
          headers: { Accept: "application/json", "X-CSRFToken": window.jicms.token() },
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const told = await answer.json();
        if (told.version !== undefined) {
          const version = form.querySelector('input[name="version"]');
          if (version) version.value = told.version;
        }
        say(told.saved ? `Draft saved ${told.saved}` : "Draft saved");
      } catch {
        pending = true;
        say("The draft could not be saved. Your text is still here.");
      }
    };

    const soon = window.jicms.later(WAIT, save);
    form.addEventListener("input", () => {
      pending = true;
      soon();
    });
    form.addEventListener("submit", () => {
      sent = true;
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save();
    });
    document.addEventListener("jicms:idle", save);
  }
})();
