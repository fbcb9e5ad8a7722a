// Shows the operations that `find.mjs` finds, and opens them in the page beside.
import { find, indexed } from "./find.mjs";

const made = (name, content = []) => {
  const element = document.createElement(name);
  element.append(...content);
  return element;
};

const open = (tag, id) => {
  window.ui.layoutActions.show(["operations-tag", tag], true);
  window.ui.layoutActions.show(["operations", tag, id], true);
  // It is there once the page has drawn it.
  const look = (left) => {
    const element = document.getElementById(`operations-${tag}-${id}`);
    if (element) element.scrollIntoView();
    else if (left > 0) setTimeout(look, 50, left - 1);
  };
  look(100);
};

const entryOf = (group, operation) => {
  const link = made("a", [made("b", [operation.method]), operation.english, made("small", [operation.vietnamese])]);
  link.href = `#/${group.tag}/${operation.id}`;
  link.title = operation.path;
  const item = made("li", [link]);
  return { item, link, ...indexed(group, operation), open: () => open(group.tag, operation.id) };
};

const groupOf = (group) => {
  const entries = group.operations.map((operation) => entryOf(group, operation));
  const details = made("details", [made("summary", [group.about, made("small", [` ${entries.length}`])]), made("ul", entries.map((entry) => entry.item))]);
  return { details, entries };
};

const show = (areas, entries) => {
  const found = find(entries, document.getElementById("search").value);
  const shown = new Set(found);
  for (const area of areas) {
    for (const group of area.groups) {
      for (const entry of group.entries) entry.item.hidden = !shown.has(entry);
      group.details.hidden = group.entries.every((entry) => entry.item.hidden);
      group.details.open = found.length < entries.length;
    }
    area.section.hidden = area.groups.every((group) => group.details.hidden);
  }
  document.getElementById("found").textContent = `${found.length} / ${entries.length}`;
  return found;
};

const begin = (told) => {
  const areas = told.map((area) => {
    const groups = area.groups.map(groupOf);
    return { groups, section: made("section", [made("h2", [area.name]), ...groups.map((group) => group.details)]) };
  });
  const entries = areas.flatMap((area) => area.groups).flatMap((group) => group.entries);
  document.getElementById("areas").append(...areas.map((area) => area.section));
  const search = document.getElementById("search");
  search.addEventListener("input", () => show(areas, entries));
  search.addEventListener("keydown", (event) => {
    const [first] = event.key === "Enter" ? show(areas, entries) : [];
    if (first) first.link.click();
  });
  for (const entry of entries) {
    entry.link.addEventListener("click", () => {
      document.querySelector("#operations a[aria-current]")?.removeAttribute("aria-current");
      entry.link.setAttribute("aria-current", "true");
      entry.open();
    });
  }
  // A question may stand in the address: /docs/?q=ký kế hoạch
  search.value = new URLSearchParams(window.location.search).get("q") ?? "";
  show(areas, entries);
};

fetch("./operations.json").then((answer) => answer.json()).then(begin);
