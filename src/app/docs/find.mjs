// Finds operations by words in English and in Vietnamese, with and without accents. It knows nothing of a page, so that it can be
// tried without one.

const words = (text) => ` ${text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;
const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/đ/g, "d");
const written = (text) => {
  const whole = words(text);
  return { whole, bare: bare(whole) };
};

// Accents that were typed count.
const as = (asked, text) => (bare(asked) === asked ? text.bare : text.whole);
const has = (text, asked) => asked.every((word) => as(word, text).includes(word));

// What an operation is found by.
export const indexed = (group, { english, vietnamese, also, path, id }) => ({
  names: [english, vietnamese].map(written),
  said: written([english, vietnamese, also].join(" ")),
  all: written([english, vietnamese, also, path, id, group.tag, group.about].join(" ")),
});

// Best is what is called so and nothing else; then what is called so and more; then what has each word somewhere in its names.
const rank = (entry, question, asked) => {
  const names = entry.names.map((name) => as(question, name));
  if (names.includes(question)) return 0;
  if (names.some((name) => name.includes(question))) return 1;
  return has(entry.said, asked) ? 2 : 3;
};

// Of each word of the question one of the operation begins so.
const matching = (entries, question) => {
  const asked = question.split(" ").filter((word) => word !== "").map((word) => ` ${word}`);
  const found = entries.filter((entry) => has(entry.all, asked)).map((entry) => ({ entry, rank: rank(entry, question, asked) }));
  return found.sort((one, other) => one.rank - other.rank).map(({ entry }) => entry);
};

// The best first; of equals, in the order of the index.
export const find = (entries, text) => {
  const question = words(text);
  const found = matching(entries, question);
  return found.length > 0 ? found : matching(entries, bare(question));
};
