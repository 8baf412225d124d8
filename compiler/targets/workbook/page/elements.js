// Small things that several parts of the page build or look for.

const IS_TOUCH = window.matchMedia("(pointer: coarse)").matches;

const identityOf = (article) => article.dataset.exercise;
const isCompanion = (article) => article.classList.contains("companion");
// Exercises may be away from their place, on the stage of the review.
const inOrder = (one, other) => one.dataset.order - other.dataset.order;
const exercisesIn = (place) => Array.from(place.querySelectorAll(".exercise"));
const titleOf = (article) => article.querySelector(".title").textContent;
const numberOf = (article) => article.querySelector(".number").textContent;

// The page speaks English, a deck whatever it likes; screen readers want to know.
function inLanguageOf(place, made) {
  made.lang = place.lang;
  return made;
}

function linkTo(address, text, className) {
  const link = element("a", className, text);
  link.href = address;
  return link;
}

const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
const percent = (part, whole) => (whole ? Math.round((100 * part) / whole) : 0);
