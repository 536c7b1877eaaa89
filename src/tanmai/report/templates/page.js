(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // One language at a time; the address says which, as in report.html#en or #en-methods.
  const show = (language) => {
    const edition = document.getElementById(language);
    root.dataset.shown = language;
    root.lang = edition.lang;
    document.title = edition.dataset.title;
    for (const button of document.querySelectorAll("button[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
  };

  // The section in sight stays in sight when the language changes.
  const turn = (language) => {
    const sections = [...document.querySelectorAll(`#${root.dataset.shown} section`)];
    const read = sections.filter((section) => section.getBoundingClientRect().top < 120).pop();
    show(language);
    history.replaceState(null, "", `#${language}`);
    const same = read && read.id.replace(/^[a-z]+/, language);
    if (same) document.getElementById(same).scrollIntoView();
    else window.scrollTo(0, 0);
  };

  const follow = (editions) => {
    const target = document.getElementById(location.hash.slice(1));
    const edition = target && target.closest(".edition");
    if (edition) {
      show(edition.id);
      if (target !== edition) target.scrollIntoView();
    } else if (!root.dataset.shown) {
      show(editions[0].id);
    }
  };

  // Numbers go from the largest first, words from the first; then the other way round.
  const sort = (heading) => {
    const numbers = heading.classList.contains("number");
    const first = numbers ? "descending" : "ascending";
    const second = numbers ? "ascending" : "descending";
    const order = heading.getAttribute("aria-sort") === first ? second : first;
    const sign = order === "ascending" ? 1 : -1;
    const column = heading.cellIndex;
    const key = (row) => row.cells[column].dataset.v;
    const language = heading.closest("[lang]").lang;
    const compare = numbers
      ? (a, b) => Number(key(a)) - Number(key(b))
      : (a, b) => key(a).localeCompare(key(b), language);
    const body = heading.closest("table").tBodies[0];
    body.append(...[...body.rows].sort((a, b) => sign * compare(a, b)));
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", order);
  };

  const enlarge = (button) => {
    const large = button.closest("figure").classList.toggle("large");
    button.setAttribute("aria-pressed", String(large));
  };

  const on = (selector, action) => {
    for (const element of document.querySelectorAll(selector)) {
      element.addEventListener("click", () => action(element));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const editions = [...document.querySelectorAll(".edition")];
    on("button[data-language]", (button) => turn(button.dataset.language));
    on("thead button", (button) => sort(button.closest("th")));
    on("button.enlarge", enlarge);
    window.addEventListener("hashchange", () => follow(editions));
    follow(editions);
  });
})();
