// Mixed review: what is due, then what was not right at the first try, then what was not asked for longest. One at a time.

const seen = new Set(); // in this round
let staged = null; // `{article, place}`: the exercise that is on the stage, and what keeps its place at home

const dueArticles = () => begunArticles().filter(isDue);
const hadTrouble = (article) => knownOf(identityOf(article)).quality < 4;
const begunArticles = () => exercisesIn(document).filter((article) => knownOf(identityOf(article)));

// All that was begun, what is to be asked first in front.
function reviewOrder() {
  const rank = (article) => (isDue(article) ? 0 : hadTrouble(article) ? 1 : 2);
  const since = (article) => {
    const known = knownOf(identityOf(article));
    return rank(article) ? known.at : dueDay(known);
  };
  const first = (one, other) => rank(one) - rank(other) || since(one) - since(other) || inOrder(one, other);
  return begunArticles().sort(first);
}

function showReview() {
  const view = document.getElementById("/review");
  const status = view.querySelector(".standing");
  if (staged) return;
  const waiting = reviewOrder().filter((article) => !seen.has(article));
  const [article] = waiting;
  view.querySelector(".next").hidden = !article;
  if (!article) {
    const nothing = "Nothing to review yet: answer a few exercises first. ";
    status.textContent = seen.size ? `That was all: ${counted(seen.size, "question")}. ` : nothing;
    const next = nextNew();
    if (next) status.appendChild(linkTo("#" + next.id, `Go on with ${numberOf(next)}`));
    seen.clear();
    view.focus({ preventScroll: true });
    return;
  }
  const due = waiting.filter(isDue).length;
  const wrong = waiting.filter((each) => !isDue(each) && hadTrouble(each)).length;
  const others = waiting.length - due - wrong;
  status.textContent = `${due} due · ${wrong} not right at the first try · ${counted(others, "other")}, oldest first`;
  stage(article);
}

function stage(article) {
  seen.add(article);
  staged = { article, place: document.createComment("on the stage") };
  article.replaceWith(staged.place);
  document.querySelector("#\\/review .stage").appendChild(article);
  const offered = openExercise(article);
  if (offered.isClosed()) offered.again(false);
  (IS_TOUCH ? article : offered.input).focus({ preventScroll: true });
}

// Whoever leaves a question in the middle finds it again.
function unstage() {
  if (!staged) return;
  if (!opened.get(staged.article).isClosed()) seen.delete(staged.article);
  staged.place.replaceWith(staged.article);
  staged = null;
}

// The exercises of a chapter, that on the stage among them.
function homeExercises(chapter) {
  const found = exercisesIn(chapter);
  return staged && chapter.contains(staged.place) ? found.concat(staged.article) : found;
}

function prepareReview() {
  document.querySelector("#\\/review .next").addEventListener("click", () => {
    const { article } = staged;
    unstage();
    seen.add(article);
    showReview();
    scrollTo(0, 0);
  });
}
