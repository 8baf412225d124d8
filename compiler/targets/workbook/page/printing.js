// On paper stands what is on the screen; from the overview and the progress, the whole workbook. The answers come last.

let covered = [];

function preparePrinting() {
  // What is hidden until then has not asked for its fonts, and paper does not wait for them.
  for (const face of document.fonts) face.load();
  window.addEventListener("beforeprint", () => {
    const view = document.querySelector(".view:not([hidden])");
    const isWhole = !view || view.id === "/" || view.id === "/progress";
    const wanted = (each) => each.matches(".chapter") || each.id === "/";
    const views = Array.from(document.querySelectorAll(".view"));
    covered = isWhole ? views.filter((each) => each.hidden === wanted(each)) : [];
    for (const each of covered) {
      each.hidden = !each.hidden;
      exercisesIn(each).forEach(openExercise);
    }
    const place = document.querySelector(".answers");
    const articles = exercisesIn(document).filter((each) => !each.closest("[hidden]"));
    place.textContent = "";
    place.hidden = !articles.length;
    place.append(element("h2", "", "Answers"));
    const list = place.appendChild(element("dl"));
    for (const article of articles) {
      const entry = list.appendChild(element("div"));
      const answer = article.querySelector(".answer").textContent;
      entry.append(element("dt", "", numberOf(article)), element("dd", "", answer));
    }
    document.body.classList.toggle("whole", isWhole);
  });
  window.addEventListener("afterprint", () => {
    document.querySelector(".answers").hidden = true;
    document.body.classList.remove("whole");
    for (const each of covered) each.hidden = !each.hidden;
    covered = [];
  });
  document.querySelector(".progress .print").addEventListener("click", () => window.print());
}
