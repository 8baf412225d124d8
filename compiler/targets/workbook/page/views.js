// One view at a time, named by the address: #/ the overview, #/3 a chapter, #kv-cache-memory an exercise in its chapter.

const placeNamed = () => {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)) || "/");
  } catch (malformed) {
    return null;
  }
};

// Whoever moves takes the focus along; a page that is loaded is read from its top.
function showView(isMoved) {
  const named = placeNamed();
  const place = named && named.closest(".view") ? named : document.getElementById("/");
  const view = place.closest(".view");
  if (view.id !== "/review") unstage();
  for (const each of document.querySelectorAll(".view")) each.hidden = each !== view;
  for (const link of document.querySelectorAll(".contents a")) {
    if (link.getAttribute("href") === "#" + view.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  openContents(false);
  exercisesIn(view).forEach(openExercise);
  if (view.id === "/review") showReview();
  if (view.id === "/search") showFound(document.querySelector(".find input").value);
  const heading = place.matches(".exercise") ? place.querySelector(".title") : view.querySelector("h1");
  const deck = document.querySelector(".brand").textContent;
  document.title = view.id === "/" ? deck : `${heading.textContent} · ${deck}`;
  if (place !== view) place.scrollIntoView();
  else if (isMoved) scrollTo(0, 0);
  if (isMoved && view.id !== "/review") place.focus({ preventScroll: true });
}

function openContents(isOpen) {
  document.body.classList.toggle("with-contents", isOpen);
  document.querySelector(".bar .menu").setAttribute("aria-expanded", String(isOpen));
}

function prepareViews() {
  window.addEventListener("hashchange", () => showView(true));
  // Whoever skips the bar stays in the view that is there.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main/").focus();
  });
  document.querySelector(".contents").addEventListener("click", ({ target }) => {
    if (target.closest("a")) openContents(false);
  });
  document.querySelector(".bar .menu").addEventListener("click", ({ currentTarget }) => {
    openContents(currentTarget.getAttribute("aria-expanded") !== "true");
  });
}
