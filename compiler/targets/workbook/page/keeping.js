// Progress as a file, to be kept or taken to another browser. What is read is added to what is there.

const FORMAT = "drillbook-progress";
const FILE_VERSION = 1;
const MOST_BYTES = 20e6;

function fileText() {
  const entries = Array.from(records, ([id, record]) => Object.assign({ id }, record));
  const { deck } = document.body.dataset;
  return JSON.stringify({ format: FORMAT, version: FILE_VERSION, deck, records: entries }, null, 1) + "\n";
}

function saveFile() {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([fileText()], { type: "application/json" }));
  link.download = `${document.body.dataset.deck}-progress-${localDay(Date.now())}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  return `${counted(records.size, "closed question")} saved as ${link.download}.`;
}

// What became of a file, in a sentence. Nothing is added unless the whole file can be read.
function readFile(text) {
  let read = null;
  try {
    read = JSON.parse(text);
  } catch (broken) {
    return "This file cannot be read: it is no JSON, or only a part of it. Nothing was changed.";
  }
  if (read === null || read.format !== FORMAT || !(read.version >= 1) || !Array.isArray(read.records)) {
    return "This file holds no progress: choose one that “Save as a file” has made. Nothing was changed.";
  }
  if (read.version > FILE_VERSION) {
    return "This file is of a newer workbook: open that one, or update this. Nothing was changed.";
  }
  if (read.deck !== document.body.dataset.deck) {
    const named = typeof read.deck === "string" ? read.deck.slice(0, 80) : "which it does not name";
    return `This file belongs to another deck, ${named}. Nothing was changed.`;
  }
  const added = new Map();
  let unreadable = 0;
  for (const entry of read.records) {
    const record = recordFrom(entry);
    const isNamed = record && typeof entry.id === "string" && ID.test(entry.id);
    if (!isNamed) unreadable += 1;
    else if (!records.has(entry.id)) added.set(entry.id, record);
  }
  closeAll(added);
  refreshAll();
  const known = read.records.length - unreadable - added.size;
  const parts = [`${counted(added.size, "closed question")} added`, `${known} known already`];
  return parts.concat(unreadable ? `${unreadable} not readable` : []).join(", ") + ".";
}

function startOver() {
  for (const name of keptNames("")) forget(name);
  loadHistory();
  refreshAll();
}

function prepareKeeping() {
  const view = document.getElementById("/progress");
  const find = (selector) => view.querySelector(selector);
  const tell = (sentence) => (find(".told").textContent = sentence);
  find(".export").addEventListener("click", () => tell(saveFile()));
  find(".import").addEventListener("change", ({ target }) => {
    const [file] = target.files;
    target.value = ""; // the same file may be chosen again
    if (!file) return;
    if (file.size > MOST_BYTES) return tell("This file is larger than any progress: nothing was read.");
    const reader = new FileReader();
    reader.onload = () => tell(readFile(reader.result));
    reader.onerror = () => tell("This file cannot be read. Nothing was changed.");
    reader.readAsText(file);
  });
  const ask = (isAsked) => {
    find(".sure").hidden = !isAsked;
    find(isAsked ? ".stay" : ".forget").focus();
  };
  find(".forget").addEventListener("click", () => ask(true));
  find(".stay").addEventListener("click", () => ask(false));
  find(".delete").addEventListener("click", () => {
    startOver();
    ask(false);
    tell("Your progress was deleted from this browser.");
  });
}
