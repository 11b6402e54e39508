// Shows the snippets whose page, name, hash, code or regions hold every word of the search.
const form = document.querySelector("form");
const shown = document.querySelector("output");
const pages = [...document.querySelectorAll("details.page")].map((element) => ({
  element,
  name: element.querySelector("h2").textContent.toLowerCase(),
  snippets: [...element.querySelectorAll("article")].map((article) => ({
    article,
    status: article.className,
    text: article.textContent.toLowerCase(),
  })),
}));

function search() {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const status = form.elements.status.value;
  let count = 0;
  for (const { element, name, snippets } of pages) {
    let here = 0;
    for (const snippet of snippets) {
      const fits = words.every((word) => name.includes(word) || snippet.text.includes(word));
      snippet.article.hidden = !(fits && (!status || snippet.status === status));
      here += !snippet.article.hidden;
    }
    const asked = words.length > 0 || status !== "";
    element.hidden = asked && here === 0;
    element.open = asked && pages.length > 0 && here > 0 && count < 50;
    count += here;
  }
  shown.textContent = `${count} snippet${count === 1 ? "" : "s"}`;
}

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 150);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
