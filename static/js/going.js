/* The reader's own answer stands apart from the list of people, which everybody shares: when the list says something else of
   the reader, the question is asked for anew. */
const me = document.body.dataset.person;

export function startGoing() {
  document.addEventListener("htmx:after:settle", compare);
}

function compare() {
  const going = document.getElementById("ev-going");
  const people = document.getElementById("ev-attendees");
  if (!going || !people) return;
  const mine = people.querySelector(`[data-person="${me}"]`)?.dataset.answer ?? "";
  if (mine === going.dataset.answer) return;
  going.dataset.answer = mine; // asked for once, whatever comes of it
  window.htmx.ajax("GET", going.dataset.url, { target: going, swap: "outerMorph" });
}
