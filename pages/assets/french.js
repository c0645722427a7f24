// What Streamlit's front end has in English only, in French; and what it leaves out that a screen
// reader needs. Each change of the page is looked at once, as it comes and before it is painted: nothing
// here goes through the whole page again.
(function () {
  "use strict";

  const READ = ["aria-label", "title", "placeholder", "aria-roledescription"];
  // Ours (in French already), and the marks of drawings.
  const LEFT_ALONE = ".stHtml, script, style, svg > *, [data-testid='stIconMaterial']";
  // What Streamlit leaves without a role or name, or gives a wrong one: lists and tips are drawn outside
  // every landmark, a region that has a name and takes focus is called presentational, a chart repeats
  // in English what its sentence says.
  const ATTRIBUTES = [
    ["[data-testid='stFileUploaderDropzone']", { role: "group" }],
    ["[data-tag], [data-testid='stFileChip']", { role: "group" }],
    ["[data-trigger='ComboBox']", { role: "region", "aria-label": "Liste" }],
    ["[data-floating-ui-portal]", { role: "region", "aria-label": "Aide" }],
    ["[data-testid='stSidebar']", { role: "navigation", "aria-label": "Pages et choix" }],
    ["svg.marks", { "aria-hidden": "true" }],
  ];
  // Tables of ours, which may be wider than the page: reached by the keyboard, by their caption's name.
  // It is said here, not in each table that is sent.
  const TABLES = ".m-table";
  const MENDED = ATTRIBUTES.map((entry) => entry[0]).join();
  const LINKS = "[data-testid='stPageLink-NavLink']";

  const WORDS = new Map([
    ["Skip to main content", "Aller au contenu"],
    ["Collapse sidebar", "Replier le volet des choix"],
    ["Expand sidebar", "Ouvrir le volet des choix"],
    ["Main menu", "Menu"],
    ["Close", "Fermer"],
    ["Cancel", "Annuler"],
    ["Try again", "Réessayer"],
    ["Fullscreen", "Plein écran"],
    ["Close fullscreen", "Quitter le plein écran"],
    ["Show data", "Voir les données"],
    ["Download as PNG", "Télécharger l’image"],
    ["Copy Vega-Lite spec", "Copier la description du graphique"],
    ["Vega visualization", "Graphique"],
    ["visualization", "graphique"],
    ["streamlit_folium.st_folium", "Carte"],
    // Lists.
    ["Open", "Voir la liste"],
    ["Clear value", "Effacer le choix"],
    ["Clear all", "Tout effacer"],
    ["Clear entry", "Effacer"],
    ["Choose an option", "Choisir"],
    ["Choose options", "Choisir"],
    ["Select all", "Tout choisir"],
    ["No results", "Aucun résultat"],
    ["Selected values", "Choix faits"],
    ["Selectbox options", "Choix possibles"],
    ["Multiselect options", "Choix possibles"],
    ["Selectbox suggestions", "Choix possibles"],
    ["Suggestions", "Choix possibles"],
    // Pages of a table, numbers, texts.
    ["Pagination", "Pages du tableau"],
    ["Previous page", "Page précédente"],
    ["Next page", "Page suivante"],
    ["Increment", "Un de plus"],
    ["Decrement", "Un de moins"],
    ["Press Enter to apply", "Entrée pour valider"],
    ["Press Enter to submit form", "Entrée pour valider"],
    ["Number is above the allowed range.", "Ce nombre est trop grand."],
    ["Number is below the allowed range.", "Ce nombre est trop petit."],
    ["Invalid data type", "Ce n’est pas un nombre."],
    ["Invalid input.", "Cette valeur ne convient pas."],
    // Files.
    ["Upload", "Choisir un fichier"],
    ["file upload", "Choisir un fichier"],
    ["Add files", "Choisir un autre fichier"],
    ["Drag and drop a file here", "Déposez le fichier ici"],
    ["Error uploading file", "Le fichier n’a pas pu être envoyé."],
    ["Error deleting file", "Le fichier n’a pas pu être retiré."],
    ["Network error", "Le réseau ne répond pas."],
    // The server.
    ["Connecting", "Connexion"],
    ["Error", "Erreur"],
    ["Please wait...", "Un instant…"],
    ["Running...", "Calcul en cours"],
    ["Connecting to Streamlit server", "Connexion au serveur"],
    ["Unable to connect to Streamlit server", "Le serveur ne répond pas"],
    ["Connection error", "Connexion perdue"],
    ["Reconnected to server.", "Connexion rétablie."],
    ["Page not found", "Page introuvable"],
    [
      "Streamlit server is not responding. Are you connected to the internet?",
      "Le serveur ne répond pas. La page reprend d’elle-même dès qu’il répond.",
    ],
    [
      "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:",
      "Le serveur ne répond pas. La page reprend d’elle-même dès qu’il répond.",
    ],
    [
      "Connection lost. Please wait for the app to reconnect, then try again.",
      "La connexion est perdue. Attendez qu’elle reprenne, puis recommencez.",
    ],
  ]);
  const FORMS = [
    [/^Help for (.+)$/s, "Aide : $1"],
    [/^Remove (.+)$/s, "Retirer $1"],
    [/^Select (\d+) match(?:es)?$/, "Choisir ces $1 valeurs"],
    [/^(\d+)(?:\.0)?MB per file$/, "ou déposez-le ici, $1\u00a0Mo au plus"],
    [/^File must be (\d+)(?:\.0)?\s?MB or smaller\.?$/, "Le fichier doit faire $1\u00a0Mo au plus."],
    [/^(\S+) files are not allowed\.$/, "Les fichiers $1 ne sont pas acceptés."],
    [/^Number is above the allowed range\. .* equal to (.+)\.$/, "Ce nombre est trop grand\u00a0: $1 au plus."],
    [/^Number is below the allowed range\. .* equal to (.+)\.$/, "Ce nombre est trop petit\u00a0: $1 au moins."],
    [/^Number is outside .* between (.+) and (.+)\.$/, "Ce nombre doit aller de $1 à $2."],
    [/^Error: (.+)$/s, "Erreur\u00a0: $1"],
    [/^(.+), [\d.]+ ?[KMG]?B$/s, "$1"],
    [/^(\d+) options? available\.$/, "Choix possibles\u00a0: $1."],
    [/^(.+), selected$/s, "$1, choisi"],
  ];

  // The French for a text; null where there is none to give.
  function french(text) {
    const plain = text.trim();
    const found = WORDS.get(plain);
    if (found) return text.replace(plain, found);
    for (const [form, words] of FORMS) {
      if (!form.test(plain)) continue;
      const told = plain.replace(form, words);
      return french(told.replace(/^Erreur\u00a0: /, "")) || told;
    }
    return null;
  }

  function name(element, attribute) {
    const words = french(element.getAttribute(attribute) || "");
    if (words) element.setAttribute(attribute, words);
  }

  function say(node) {
    const words = french(node.data);
    if (words) node.data = words;
  }

  function mend(element) {
    const [, given] = ATTRIBUTES.find((entry) => element.matches(entry[0]));
    for (const [attribute, value] of Object.entries(given)) element.setAttribute(attribute, value);
  }

  function reach(table) {
    table.tabIndex = 0;
    table.setAttribute("role", "region");
    table.setAttribute("aria-label", table.querySelector("caption").textContent);
  }

  const KEPT = { acceptNode: (node) => (skipped(node) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT) };
  const SHOWN = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;

  function skipped(node) {
    return node.nodeType === Node.ELEMENT_NODE && node.matches(LEFT_ALONE);
  }

  function visit(root) {
    if (root.nodeType === Node.TEXT_NODE) return say(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    if (root.matches(TABLES)) reach(root);
    else root.querySelectorAll(TABLES).forEach(reach);
    if (skipped(root) || root.closest(LEFT_ALONE)) return;
    const walk = document.createTreeWalker(root, SHOWN, KEPT);
    for (let node = root; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        say(node);
        continue;
      }
      for (const attribute of READ) if (node.hasAttribute(attribute)) name(node, attribute);
      if (node.matches(MENDED)) mend(node);
    }
  }

  // Which page of the menu is shown: Streamlit tells it by a colour only.
  function current() {
    const title = document.title.split(" – ")[0];
    for (const link of document.querySelectorAll(LINKS)) {
      if (link.textContent.trim() === title) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  new MutationObserver(function (changes) {
    let menu = false;
    for (const change of changes) {
      if (change.type === "attributes") name(change.target, change.attributeName);
      else if (change.type === "characterData") {
        if (!change.target.parentElement?.closest(LEFT_ALONE)) say(change.target);
      } else {
        change.addedNodes.forEach(visit);
        menu ||= change.target.nodeName === "TITLE" || change.target.closest?.(".stPageLink, .stSidebar");
      }
    }
    if (menu) current();
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: READ,
  });
  visit(document.body);
  current();
})();
