/* What was said of a request is answered where the person looks: at the first wrong field, else at the message. */
"use strict";

document.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (target.id !== "standing") return;
  const place = target.querySelector("[aria-invalid=true]") ?? target.querySelector(".problem, .messages");
  if (!place) return;
  if (place.tabIndex < 0) place.tabIndex = -1; // what nobody types into can be focused, but not by Tab
  place.focus();
  place.scrollIntoView({ block: "center" });
});
