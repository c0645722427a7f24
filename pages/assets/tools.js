// What a visitor does with the page as a whole: copy its link, print it. Buttons name it in data-do.
(function () {
  "use strict";

  // The clipboard of the browser is for secure addresses only; inside a closed network, many are not.
  async function copied(text) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // The older way may still be allowed.
      }
    }
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    const before = document.activeElement;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    before?.focus();
    return done;
  }

  const DEEDS = {
    async copy(button) {
      const done = await copied(location.href);
      const said = button.parentElement.querySelector("[role=status]");
      said.textContent = done
        ? "Lien copié : il ouvre la même vue."
        : "La copie n’est pas permise ici : copiez l’adresse de la page.";
    },
    print() {
      window.print();
    },
  };

  document.addEventListener("click", function (event) {
    const button = event.target.closest?.("button[data-do]");
    if (button) DEEDS[button.dataset.do]?.(button);
  });
})();
