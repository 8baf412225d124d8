// How far the learner is: mastery in chapters and in all, the streak, the days.

const WEEKS = 16;

function showStanding() {
  const all = exercisesIn(document);
  for (const chapter of document.querySelectorAll(".chapter")) {
    const found = masteryIn(homeExercises(chapter));
    showBar(chapter.querySelector(".standing"), found, element("span", "words", begunWords(found)));
    const link = document.querySelector(`.contents a[href="#${chapter.id}"]`);
    showBar(link.querySelector(".done"), found, element("span", "unseen", `, ${begunWords(found)}`));
  }
  const streak = streakNow();
  const due = dueArticles().length;
  document.querySelector(".contents .due").textContent = due ? String(due) : "";
  showStreak(document.querySelector(".bar .streak"), streak);
  showGlance(document.querySelector(".glance"), masteryIn(all), streak, due);
  showChapters(document.querySelector(".cover .chapters"));
  showDays(document.querySelector(".progress .days"), streak);
}

const begunWords = ({ begun, mastered, total }) => `${begun} of ${total} begun, ${mastered} mastered`;

function showBar(place, mastery, words) {
  place.textContent = "";
  place.append(barOf(mastery), words);
}

function barOf({ begun, mastered, total }) {
  const bar = element("span", "meter");
  bar.setAttribute("aria-hidden", "true");
  bar.style.setProperty("--begun", `${percent(begun, total)}%`);
  bar.style.setProperty("--mastered", `${percent(mastered, total)}%`);
  return bar;
}

function showStreak(place, { current, today: isDone }) {
  const words = place.querySelector(".words");
  words.textContent = "";
  place.classList.toggle("alive", isDone);
  const shown = element("span", "", String(current));
  shown.setAttribute("aria-hidden", "true");
  const told = `Streak: ${counted(current, "day")}${isDone ? ", today is done" : ""}`;
  words.append(shown, element("span", "unseen", told));
}

// The cover's figures, and what to do next.
function showGlance(place, mastery, streak, due) {
  place.textContent = "";
  const figure = (value, words, more) => {
    const box = place.appendChild(element("div", "figure-box"));
    box.append(element("strong", "", value), element("span", "", words), element("small", "", more));
    return box;
  };
  figure(`${percent(mastery.mastered, mastery.total)} %`, "mastered", begunWords(mastery)).prepend(barOf(mastery));
  figure(String(streak.current), streak.current === 1 ? "day in a row" : "days in a row", streakWords(streak));
  figure(String(streak.best), streak.best === 1 ? "day at best" : "days at best", freezeWords(streak));
  const doing = place.appendChild(element("p", "actions"));
  const next = nextNew();
  const offer = (address, words) => {
    doing.append(linkTo(address, words, doing.childElementCount ? "button" : "button primary"));
  };
  if (next) offer("#" + next.id, `${mastery.begun ? "Go on" : "Begin"} with ${numberOf(next)}`);
  if (mastery.begun) offer("#/review", due ? `Review ${counted(due, "exercise")}` : "Review");
}

function streakWords({ current, today: isDone, heldBy }) {
  if (isDone) return "today is done";
  if (heldBy.length) return `answer today, and ${counted(heldBy.length, "freeze")} will bridge what you missed`;
  return current ? "not yet today" : "answer one today";
}

const freezeWords = ({ freezes }) => (freezes ? `${counted(freezes, "freeze")} held` : "no freeze held");

const nextNew = () =>
  exercisesIn(document).sort(inOrder).find((article) => !isCompanion(article) && !knownOf(identityOf(article))) || null;

function showChapters(place) {
  place.textContent = "";
  const list = place.appendChild(element("ol", "tiles"));
  for (const chapter of document.querySelectorAll(".chapter")) {
    const articles = homeExercises(chapter);
    const link = list.appendChild(element("li")).appendChild(linkTo("#" + chapter.id, "", "tile"));
    const mastery = masteryIn(articles);
    link.append(
      element("span", "number", chapter.id.slice(1)),
      inLanguageOf(chapter, element("span", "name", chapter.querySelector("h1").textContent)),
      barOf(mastery),
      element("small", "", begunWords(mastery)),
    );
  }
}

// The last weeks, a column each; darker where more was finished.
function showDays(place, streak) {
  const finished = finishedByDay();
  const now = today();
  place.textContent = "";
  const weekday = (now + 3) % 7; // days since 1970-01-01, which was a Thursday
  const first = now - weekday - 7 * (WEEKS - 1);
  const counts = Array.from({ length: now - first + 1 }, (_, i) => finished.get(first + i) || 0);
  const days = counts.filter((count) => count).length;
  const grid = element("div", "calendar");
  grid.setAttribute("role", "img");
  grid.setAttribute("aria-label", `${counted(days, "day")} with a finished exercise in the last ${WEEKS} weeks`);
  counts.forEach((count, i) => {
    const cell = grid.appendChild(element("span"));
    cell.dataset.level = String(Math.min(4, count && Math.ceil(Math.log2(count + 1))));
    cell.title = `${dateOf(first + i)}: ${count}`;
  });
  const facts = element("ul", "facts");
  for (const [value, words] of [
    [String(streak.current), streak.current === 1 ? "day in a row" : "days in a row"],
    [String(streak.best), "at best"],
    [String(streak.freezes), streak.freezes === 1 ? "freeze held" : "freezes held"],
    [String(records.size), records.size === 1 ? "question closed" : "questions closed"],
    [String(Array.from(records.values()).filter(isFirstTry).length), "right at the first try"],
  ]) {
    const item = facts.appendChild(element("li"));
    item.append(element("strong", "", value), " " + words);
  }
  const words = `${streakWords(streak)}.`.replace(/^./, (letter) => letter.toUpperCase());
  place.append(facts, grid, element("p", "aside", words));
}
