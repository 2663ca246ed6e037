/* Chooses the response that a kind suggests, as long as nobody has chosen another. */
"use strict";

document.addEventListener("change", ({ target }) => {
  const { response, asked_of } = target.form?.elements ?? {};
  if (target.name !== "kind" || !response || !asked_of) return;
  const suggested = target.selectedOptions[0]?.dataset.suggests ?? "";
  if (response.value === (response.dataset.suggested ?? "")) {
    response.value = suggested;
    response.dataset.suggested = suggested;
  }
  asked_of.value = target.value;
});
