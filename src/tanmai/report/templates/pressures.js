(() => {
  "use strict";

  // One pressure at a time, in both languages the same; without script, and in print, all.
  const choosers = () => [...document.querySelectorAll(".slider select")];

  const choose = (position) => {
    for (const chooser of choosers()) {
      chooser.value = position;
      const blocks = [...chooser.closest("section").querySelectorAll(".year")];
      blocks.forEach((block, k) => block.classList.toggle("away", k !== position));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const chooser of choosers()) {
      chooser.addEventListener("change", () => choose(Number(chooser.value)));
    }
    choose(0);
  });
})();
