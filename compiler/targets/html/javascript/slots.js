// Which row of a table an attempt shows, and putting it into the texts.

// Days and a day's attempts are counted from 0.
function rowOf(table, day, attempt) {
  return (table.start + day * table.stride + attempt * table.hop) % table.rows.length;
}

// All slots, or none where the texts do not fit them. What somebody has noted is their own, whatever it holds.
function fillSlots(root, texts) {
  const slots = Array.from(root.querySelectorAll("[data-s]")).filter((slot) => !slot.closest(".notes"));
  const values = slots.map((slot) => texts[Number(slot.dataset.s)]);
  if (!values.every((value) => typeof value === "string")) throw new Error("a slot has no text");
  slots.forEach((slot, i) => {
    slot.textContent = values[i];
  });
}
