/* Elements that scripts make, and the one banner of a page. */

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** A button that does something on this page. */
export function button(label, act, className = "btn btn--s") {
  const made = element("button", className, label);
  made.type = "button";
  made.addEventListener("click", () => act(made));
  return made;
}

export function link(label, url, className = "btn btn--s") {
  const made = element("a", className, label);
  made.href = url;
  return made;
}

/** Where banners stand; made anew when something else has been put into the whole page. */
export function bannerPlace() {
  const place = document.getElementById("banner-live");
  if (place) return place;
  const made = element("div");
  made.id = "banner-live";
  document.getElementById("main").prepend(made);
  return made;
}

/** Show a banner in the place of the one before; `actions` are its buttons and links. */
export function banner(kind, text, small = "", ...actions) {
  const made = element("div", `banner banner--${kind}`);
  const words = element("p", "", `${text} `);
  if (small) words.append(element("small", "", small));
  made.append(words);
  const row = element("div", "row");
  row.append(...actions.filter(Boolean));
  if (row.children.length) made.append(row);
  bannerPlace().querySelector(":scope > .banner")?.remove();
  bannerPlace().prepend(made);
  return made;
}
