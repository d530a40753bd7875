// What a word processor puts on the clipboard, as the text of a letter: paragraphs, lists, tables,
// bold and italics are kept; styles, pictures and scripts are not.

const DROPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "HEAD", "IMG", "SVG", "OBJECT", "XML", "TEMPLATE"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "PRE", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "TABLE", "BODY", "CENTER", "FORM", "DL", "DT", "DD"]);

/** Return the text of a letter for HTML; the document it is read into runs and loads nothing. */
export function letterFrom(html) {
  const body = new DOMParser().parseFromString(unstyled(html), "text/html").body;
  const parts = [];
  blocks(body, parts);
  return parts
    .reduce((text, part, at) => text + (at ? separator(parts[at - 1], part) : "") + part.text, "")
    .trim();
}

/** Return HTML whose styles can be read but are not applied: this site's pages take none. */
function unstyled(html) {
  return html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="));
}

function separator(before, part) {
  return before.kind && before.kind === part.kind ? "\n" : "\n\n";
}

function blocks(box, parts) {
  let line = "";
  const end = () => {
    push(parts, "", line);
    line = "";
  };
  for (const node of box.childNodes) {
    if (node.nodeType === Node.ELEMENT_NODE && DROPPED.has(node.tagName)) continue;
    if (node.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(node.tagName) || hasBlocks(node))) {
      end();
      block(node, parts);
    } else {
      line += inline(node);
    }
  }
  end();
}

function block(node, parts) {
  const word = wordItem(node);
  if (word) push(parts, word.kind, word.text, word.mark);
  else if (/^H[1-6]$/.test(node.tagName)) push(parts, "", inner(node), "## ");
  else if (node.tagName === "UL" || node.tagName === "OL") items(node, parts);
  else if (node.tagName === "TABLE") table(node, parts);
  else blocks(node, parts);
}

function items(list, parts) {
  const isNumbered = list.tagName === "OL";
  let place = Number(list.getAttribute("start")) || 1;
  for (const item of list.children) {
    if (item.tagName === "UL" || item.tagName === "OL") {
      items(item, parts);
      continue;
    }
    const nested = [...item.children].filter((one) => /^[UO]L$/.test(one.tagName));
    for (const one of nested) one.remove();
    const mark = isNumbered ? `${place}. ` : "- ";
    if (push(parts, isNumbered ? "number" : "bullet", inner(item), mark)) place += 1;
    for (const one of nested) items(one, parts);
  }
}

/** Return the item that Word writes as a paragraph with its mark as text. */
function wordItem(node) {
  if (!/mso-list:\s*l\d/i.test(node.dataset.style ?? "")) return null;
  const sign = [...node.querySelectorAll("span")].find((one) =>
    /mso-list:\s*ignore/i.test(one.dataset.style ?? ""),
  );
  const said = sign?.textContent.replace(/\u00a0/g, " ").trim() ?? "";
  sign?.remove();
  const number = /^(\d{1,3})[.)]$/.exec(said);
  return number
    ? { kind: "number", mark: `${number[1]}. `, text: inner(node) }
    : { kind: "bullet", mark: "- ", text: inner(node) };
}

function table(node, parts) {
  const rows = [...node.querySelectorAll("tr")]
    .filter((row) => row.closest("table") === node)
    .map((row) => [...row.cells].map((cell) => inner(cell).replaceAll("|", "\\|")));
  const text = rows
    .filter((cells) => cells.some(Boolean))
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
  if (text) parts.push({ kind: "", text });
}

function push(parts, kind, text, mark = "") {
  const lines = text.split("\n").map((line) => line.trim());
  // In a list or a heading a line break would begin a paragraph.
  const clean = mark ? lines.filter(Boolean).join(" ") : lines.join("\n").trim();
  if (clean) parts.push({ kind, text: mark + clean });
  return Boolean(clean);
}

function inner(node) {
  return [...node.childNodes].map(inline).join("").replace(/\s+/g, " ").trim();
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    return node.data.replace(/[\s\u00a0]+/g, " ").replaceAll("*", "\\*");
  }
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.tagName)) return "";
  if (node.tagName === "BR") return "\n";
  const text = [...node.childNodes].map(inline).join("");
  const isBlock = BLOCKS.has(node.tagName) ? " " : "";
  return isBlock + marked(marked(text, "**", isBold(node)), "*", isItalic(node)) + isBlock;
}

function marked(text, mark, wanted) {
  if (!wanted) return text;
  const words = text.trim();
  if (!words || words.startsWith(mark)) return text;
  return text.replace(words, () => mark + words + mark);
}

function isBold(node) {
  const weight = /(?:^|;|\s)font-weight:\s*([a-z\d]+)/i.exec(node.dataset.style ?? "")?.[1];
  if (weight) return weight === "bold" || Number(weight) >= 600;
  return node.tagName === "B" || node.tagName === "STRONG";
}

function isItalic(node) {
  const slant = /(?:^|;|\s)font-style:\s*([a-z]+)/i.exec(node.dataset.style ?? "")?.[1];
  if (slant) return slant === "italic";
  return node.tagName === "I" || node.tagName === "EM";
}

function hasBlocks(node) {
  return [...node.children].some((one) => BLOCKS.has(one.tagName) || hasBlocks(one));
}
