/* Adding and removing an entry of a list keeps the place on the page: the server draws the new page,
   the list's address in it brings the reader back. */
(() => {
  for (const list of document.querySelectorAll("[data-repeat]")) {
    const name = list.dataset.repeat;
    for (const button of list.querySelectorAll(`button[name="${name}-add"], button[name="${name}-drop"]`)) {
      button.addEventListener("click", () => {
        const form = button.form;
        form.action = `${form.action.split("#")[0]}#${list.id}`;
      });
    }
  }
})();
