/* Moving through lists of rows with the keyboard. The keys act only while the focus is in a list, and Tab reaches all without them. */
"use strict";

for (const list of document.querySelectorAll("[data-rows]")) {
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  list.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select, textarea, input:not([type=checkbox])")) return;
    const opens = [...list.querySelectorAll("a.open")];
    const row = event.target.closest("tr, li");
    const at = opens.findIndex((open) => row?.contains(open));
    if (event.key in steps && at >= 0) {
      opens[at + steps[event.key]]?.focus();
      event.preventDefault();
    } else if (event.key === "x" && row) {
      row.querySelector("input[type=checkbox]")?.click();
      event.preventDefault();
    }
  });
}
for (const help of document.querySelectorAll(".keys, .all")) help.hidden = false;

document.querySelector(".all")?.addEventListener("click", () => {
  const boxes = [...document.querySelectorAll(".pick input")];
  const are = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = are;
});
