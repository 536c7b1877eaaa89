"use strict";

// What the parts of the script share.
const tanmai = {
  all: (selector, within = document) => [...within.querySelectorAll(selector)],
  made: (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text }),
  editionOf: (element) => element.closest(".edition"),

  // The address holds the place in the page, the chosen region and the chosen sector:
  // report.html#en, #en-methods, #en/140000, #en-flows/140000/06, #en//06.
  address() {
    try {
      const [anchor, region = "", sector = ""] = location.hash.slice(1).split("/")
        .map(decodeURIComponent);
      return { anchor, region, sector };
    } catch {
      return { anchor: "", region: "", sector: "" };
    }
  },
  hash(anchor, region, sector) {
    const parts = [anchor, region, sector].map(encodeURIComponent);
    return `#${parts.join("/").replace(/\/+$/, "")}`;
  },
  rewrite(change) {
    const { anchor, region, sector } = { ...tanmai.address(), ...change };
    const shown = anchor || document.documentElement.dataset.shown;
    history.replaceState(null, "", tanmai.hash(shown, region, sector));
  },
};

(() => {
  const { all, address } = tanmai;
  const root = document.documentElement;
  root.classList.add("scripted");

  // --- one language at a time --------------------------------------------------------------

  const show = (language) => {
    const edition = document.getElementById(language);
    root.dataset.shown = language;
    root.lang = edition.lang;
    document.title = edition.dataset.title;
    for (const button of all("button[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    }
    document.dispatchEvent(new Event("turned"));
  };

  // The section in sight stays in sight when the language changes.
  const turn = (language) => {
    const sections = all(`#${root.dataset.shown} section`);
    const read = sections.filter((section) => section.getBoundingClientRect().top < 120).pop();
    show(language);
    tanmai.rewrite({ anchor: language });
    const same = read && read.id.replace(/^[a-z]+/, language);
    if (same) document.getElementById(same).scrollIntoView();
    else window.scrollTo(0, 0);
  };

  const follow = () => {
    const target = document.getElementById(address().anchor);
    const edition = target && target.closest(".edition");
    if (edition) {
      show(edition.id);
      if (target !== edition) target.scrollIntoView();
    } else if (!root.dataset.shown) {
      show(document.querySelector(".edition").id);
    }
  };

  // --- tables, figures, paper --------------------------------------------------------------

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

  const fit = (button) => {
    const fitted = button.closest("figure").classList.toggle("fitted");
    button.setAttribute("aria-pressed", String(fitted));
    reach();
  };

  // A figure wider than its frame is scrolled by keys as well.
  const reach = () => {
    for (const sheet of all(".sheet")) {
      const scrolls = sheet.scrollWidth > sheet.clientWidth + 1;
      if (scrolls) {
        Object.entries({ tabindex: 0, role: "group", "aria-label": sheet.closest("figure").dataset.title })
          .forEach(([name, value]) => sheet.setAttribute(name, value));
      } else ["tabindex", "role", "aria-label"].forEach((name) => sheet.removeAttribute(name));
    }
  };

  const print = (what) => {
    root.dataset.print = what;
    window.print();
  };

  const on = (selector, action) => {
    for (const element of all(selector)) element.addEventListener("click", () => action(element));
  };

  document.addEventListener("DOMContentLoaded", () => {
    on("button[data-language]", (button) => turn(button.dataset.language));
    on("thead button", (button) => sort(button.closest("th")));
    on("button.fit", fit);
    on("button[data-print]", (button) => print(button.dataset.print));
    window.addEventListener("afterprint", () => { delete root.dataset.print; });
    window.addEventListener("hashchange", follow);
    window.addEventListener("resize", reach);
    document.addEventListener("turned", reach);
    follow();
  });
})();
