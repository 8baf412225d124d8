// Mixed review: what is due, then what went wrong the last time, then what was not asked for longest. One at a time.

const seen = new Set(); // in this round
let staged = null; // `{article, place}`: the exercise that is on the stage, and what keeps its place at home

const dueArticles = () => begunArticles().filter((article) => !isCompanion(article) && isDue(article));
const isDue = (article) => dueDay(knownOf(identityOf(article))) <= today();
const wentWrong = (article) => knownOf(identityOf(article)).quality < 4;
const begunArticles = () => exercisesIn(document).filter((article) => knownOf(identityOf(article)));

// All that was begun, what is to be asked first in front.
function reviewOrder() {
  const rank = (article) => (isDue(article) && !isCompanion(article) ? 0 : wentWrong(article) ? 1 : 2);
  const since = (article) => (rank(article) ? knownOf(identityOf(article)).at : dueDay(knownOf(identityOf(article))));
  return begunArticles().sort((one, other) => rank(one) - rank(other) || since(one) - since(other) || inOrder(one, other));
}

function showReview() {
  const view = document.getElementById("/review");
  const status = view.querySelector(".standing");
  if (staged) return;
  const waiting = reviewOrder().filter((article) => !seen.has(article));
  const [article] = waiting;
  view.querySelector(".next").hidden = !article;
  if (!article) {
    status.textContent = seen.size ? `That was all: ${counted(seen.size, "question")}. ` : "Nothing to review yet: answer a few exercises first. ";
    const next = nextNew();
    if (next) status.appendChild(linkTo("#" + next.id, `Go on with ${numberOf(next)}`));
    seen.clear();
    return;
  }
  const due = waiting.filter((each) => isDue(each) && !isCompanion(each)).length;
  const wrong = waiting.filter((each) => !isDue(each) && wentWrong(each)).length;
  status.textContent = `${due} due · ${wrong} went wrong last time · ${waiting.length - due - wrong} others, oldest first`;
  stage(article);
}

function stage(article) {
  seen.add(article);
  staged = { article, place: document.createComment("on the stage") };
  article.replaceWith(staged.place);
  document.querySelector("#\\/review .stage").appendChild(article);
  const offered = openExercise(article);
  if (offered.isClosed()) offered.again(false);
  if (!IS_TOUCH) offered.input.focus({ preventScroll: true });
}

function unstage() {
  if (!staged) return;
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
    unstage();
    showReview();
    scrollTo(0, 0);
  });
}
