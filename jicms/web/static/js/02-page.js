/* "/" goes to the search box; the error summary takes the focus; menus close by Escape and outside;
   the current tab is in sight where the row of tabs is wider than the window. */
(() => {
  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      const box = document.getElementById("app-q");
      if (box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === "Escape") {
      const open = event.target.closest && event.target.closest("details.menu[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary").focus();
      }
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  const tab = document.querySelector(".tabs a[aria-current]");
  if (tab) {
    const row = tab.closest(".tabs");
    const past = tab.getBoundingClientRect().right - row.getBoundingClientRect().right;
    if (past > 0) row.scrollLeft = past + 32;
  }

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
