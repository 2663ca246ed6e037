/* Keeps the HTML of a pasted letter beside its text: browsers leave the numbers of lists out of the text. */
"use strict";

const text = document.querySelector("textarea[name=text]");
const formatted = document.querySelector("input[name=formatted]");

text?.addEventListener("paste", (event) => {
  const html = event.clipboardData.getData("text/html");
  formatted.value = text.value.trim() === "" && html.length < 2_000_000 ? html : "";
});
