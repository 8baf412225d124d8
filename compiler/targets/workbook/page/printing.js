// On paper stands what is on the screen; from the overview and the progress, the whole workbook. The answers come last.

let covered = [];

function preparePrinting() {
  window.addEventListener("beforeprint", () => {
    const [view] = Array.from(document.querySelectorAll(".view")).filter((each) => !each.hidden);
    const isWhole = !view || view.id === "/" || view.id === "/progress";
    covered = isWhole ? Array.from(document.querySelectorAll(".chapter[hidden]")) : [];
    for (const chapter of covered) {
      chapter.hidden = false;
      exercisesIn(chapter).forEach(openExercise);
    }
    const place = document.querySelector(".answers");
    place.textContent = "";
    place.hidden = false;
    place.append(element("h2", "", "Answers"));
    const list = place.appendChild(element("dl"));
    for (const article of exercisesIn(document).filter((each) => !each.closest("[hidden]"))) {
      const entry = list.appendChild(element("div"));
      entry.append(element("dt", "", numberOf(article)), element("dd", "", article.querySelector(".answer").textContent));
    }
    document.body.classList.toggle("whole", isWhole);
  });
  window.addEventListener("afterprint", () => {
    document.querySelector(".answers").hidden = true;
    document.body.classList.remove("whole");
    for (const chapter of covered) chapter.hidden = true;
    covered = [];
  });
  document.querySelector(".progress .print").addEventListener("click", () => window.print());
}
