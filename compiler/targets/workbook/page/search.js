// Search: every word that was typed must be found, in an exercise or in what a chapter says around them.

const MOST_FOUND = 40;
const folded = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
let index = null;

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
  return found.sort((one, other) => inTitle(one) - inTitle(other)).slice(0, MOST_FOUND);
}

function showFound(query) {
  const view = document.getElementById("/search");
  const found = search(query);
  view.querySelector(".standing").textContent = query.trim() ? `${counted(found.length, "place")} for “${query.trim()}”` : "Type what you look for.";
  const list = view.querySelector(".results");
  list.textContent = "";
  for (const { id, label, title, text } of found) {
    const item = list.appendChild(element("li"));
    const link = item.appendChild(linkTo("#" + id, ""));
    link.append(element("span", "number", label), " ", element("span", "name", title));
    item.appendChild(marked(element("p"), excerpt(text, query), query));
  }
}

// The text around the first word that was found.
function excerpt(text, query) {
  const [word = ""] = folded(query).split(/\s+/).filter(Boolean);
  const at = Math.max(0, folded(text).indexOf(word) - 60);
  const from = at ? text.indexOf(" ", at) + 1 : 0;
  return (from ? "… " : "") + text.slice(from, from + 180) + (from + 180 < text.length ? " …" : "");
}

function marked(place, text, query) {
  const words = query.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  for (const [i, part] of text.split(new RegExp(`(${words.join("|")})`, "i")).entries()) {
    place.append(i % 2 ? element("mark", "", part) : part);
  }
  return place;
}

function prepareSearch() {
  const form = document.querySelector(".find");
  const input = form.querySelector("input");
  input.addEventListener("input", () => {
    if (location.hash !== "#/search") window.history.replaceState(null, "", "#/search");
    showView(false);
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
