/* Text pasted from a word processor into a field with data-paste arrives as clean Markdown: that
   address turns the markup of the clipboard into it. Where it fails the plain text is pasted. */
(() => {
  const LARGEST = 1500000;

  const insert = (field, text) => {
    field.focus();
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const clean = async (field, html, plain) => {
    let text = plain;
    try {
      const body = new FormData();
      body.append("html", html);
      const answer = await fetch(field.dataset.paste, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "error",
        headers: { Accept: "application/json", "X-CSRFToken": window.jicms.token() },
      });
      if (answer.ok) text = (await answer.json()).text;
    } catch {
      /* the plain text will do */
    }
    insert(field, text);
  };

  for (const field of document.querySelectorAll("textarea[data-paste]")) {
    field.addEventListener("paste", (event) => {
      const html = event.clipboardData.getData("text/html");
      if (!html || html.length > LARGEST) return;
      event.preventDefault();
      clean(field, html, event.clipboardData.getData("text/plain"));
    });
  }
})();
