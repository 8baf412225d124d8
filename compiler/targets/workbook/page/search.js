// Search: every word that was typed must be found, in an exercise or in what a chapter says around them.

const MOST_FOUND = 40;
const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
let index = null;

// The texts of exercises change with their numbers.
const forgetIndex = () => (index = null);

function searchable() {
  if (index) return index;
  const entry = (id, label, title, text) => ({ id, label, title, text: text.replace(/\s+/g, " ").trim() });
  index = [];
  for (const chapter of document.querySelectorAll(".chapter")) {
    const said = (selector) => Array.from(chapter.querySelectorAll(selector), (each) => each.textContent).join(" ");
    const title = chapter.querySelector("h1").textContent;
    index.push(entry(chapter.id, `Chapter ${chapter.id.slice(1)}`, title, said(".intro, .formulas, .callout")));
    for (const article of homeExercises(chapter).sort(inOrder)) {
      index.push(entry(article.id, numberOf(article), titleOf(article), article.querySelector(".prompt").textContent));
    }
  }
  return index;
}

function search(query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const isIn = (text) => words.every((word) => text.includes(word));
  const found = searchable().filter(({ label, title, text }) => isIn(folded(`${label} ${title} ${text}`)));
  const inTitle = ({ label, title }) => (isIn(folded(`${label} ${title}`)) ? 0 : 1);
  return found.sort((one, other) => inTitle(one) - inTitle(other));
}

function showFound(query) {
  const view = document.getElementById("/search");
  const found = search(query);
  const first = found.length > MOST_FOUND ? `, the first ${MOST_FOUND} of them` : "";
  const told = `${counted(found.length, "place")} for “${query.trim()}”${first}`;
  view.querySelector(".standing").textContent = query.trim() ? told : "Type what you look for.";
  const list = view.querySelector(".results");
  list.textContent = "";
  for (const { id, label, title, text } of found.slice(0, MOST_FOUND)) {
    const item = list.appendChild(element("li"));
    const link = item.appendChild(linkTo("#" + id, ""));
    const said = document.querySelector(".chapter");
    link.append(element("span", "number", label), " ", inLanguageOf(said, element("span", "name", title)));
    item.appendChild(inLanguageOf(said, marked(element("p"), excerpt(text, query), query)));
  }
}

// The text around the first word that was found.
function excerpt(text, query) {
  const found = Math.min(...placesOf(text, query).map(([from]) => from).concat(text.length));
  const at = found < text.length ? Math.max(0, found - 60) : 0;
  const from = at ? text.indexOf(" ", at) + 1 : 0;
  if (from + 180 >= text.length) return (from ? "… " : "") + text.slice(from);
  return `${from ? "… " : ""}${text.slice(from, text.lastIndexOf(" ", from + 180))} …`;
}

// Where a text has the words of a query, as `[from, to]`: folded, it may be longer or shorter than it is.
function placesOf(text, query) {
  const letters = Array.from(text);
  const starts = [];
  let whole = "";
  let at = 0;
  for (const letter of letters) {
    for (const each of folded(letter)) starts.push(...Array(each.length).fill(at));
    whole += folded(letter);
    at += letter.length;
  }
  starts.push(at);
  const places = [];
  for (const word of folded(query).split(/\s+/).filter(Boolean)) {
    for (let from = whole.indexOf(word); from >= 0; from = whole.indexOf(word, from + word.length)) {
      const to = starts.find((start, i) => i >= from + word.length && start > starts[from + word.length - 1]);
      places.push([starts[from], to === undefined ? at : to]);
    }
  }
  return places.sort(([one], [other]) => one - other);
}

function marked(place, text, query) {
  let at = 0;
  for (const [from, to] of placesOf(text, query)) {
    if (from < at) continue;
    place.append(text.slice(at, from), element("mark", "", text.slice(from, to)));
    at = to;
  }
  place.append(text.slice(at));
  return place;
}

function prepareSearch() {
  const form = document.querySelector(".find");
  const input = form.querySelector("input");
  if (window.history.state && typeof window.history.state.query === "string") input.value = window.history.state.query;
  input.addEventListener("input", () => {
    const isThere = location.hash === "#/search";
    window.history[isThere ? "replaceState" : "pushState"]({ query: input.value }, "", "#/search");
    showView(false);
    scrollTo(0, 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [first] = search(input.value);
    if (first) location.hash = first.id;
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof Element && event.target.matches("input, textarea, select");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
  });
}
