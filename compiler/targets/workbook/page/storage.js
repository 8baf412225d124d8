// What the page remembers, in the browser's storage. Each closed question is an entry of its own, so that two tabs never
// write over each other. Where storage is full or refused, the page goes on and says so.

const PREFIX = `drillbook/${document.body.dataset.deck}/`;
const unsaved = new Map();

function keep(name, value) {
  keepAll([[name, value]]);
}

function keepAll(entries) {
  for (const [name, value] of entries) unsaved.set(name, JSON.stringify(value));
  saveAll();
}

// What could not be saved before gets another chance: room may have been made.
function saveAll() {
  for (const [name, text] of unsaved) {
    try {
      localStorage.setItem(PREFIX + name, text);
      unsaved.delete(name);
    } catch (refused) {
      break;
    }
  }
  showTrouble(unsaved.size > 0);
}

// Whoever has switched storage off is told before they have done anything.
function tryStorage() {
  try {
    localStorage.setItem(PREFIX + "trial", "");
    localStorage.removeItem(PREFIX + "trial");
  } catch (refused) {
    showTrouble(true);
  }
}

// What was kept under a name, null where there is nothing, or nothing that can be read.
function kept(name) {
  try {
    return JSON.parse(unsaved.has(name) ? unsaved.get(name) : localStorage.getItem(PREFIX + name));
  } catch (unreadable) {
    return null;
  }
}

function forget(name) {
  unsaved.delete(name);
  try {
    localStorage.removeItem(PREFIX + name);
  } catch (refused) {
    // Nothing was kept there either.
  }
}

function keptNames(beginning) {
  const names = new Set(unsaved.keys());
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i);
      if (name.startsWith(PREFIX)) names.add(name.slice(PREFIX.length));
    }
  } catch (refused) {
    // Then what this page holds is all there is.
  }
  return Array.from(names).filter((name) => name.startsWith(beginning));
}

function showTrouble(isTrouble) {
  const place = document.querySelector(".trouble");
  if (place.hidden !== isTrouble) return;
  place.hidden = !isTrouble;
  place.textContent = "";
  if (!isTrouble) return;
  place.append("This browser does not keep your progress: its storage is full or switched off. ");
  place.append("Until you close the page it is held here. ");
  place.appendChild(linkTo("#/progress", "Save it as a file"));
}
