// Rich messages: headings, native tables, lists, details, pictures and documents.
import { el } from "./dom.js";
import { fileLink, picture } from "./attachments.js";
import { command, expandable, link, spoiler } from "./words.js";
import { moment } from "./clock.js";

const INLINE = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  marked: "mark",
  subscript: "sub",
  superscript: "sup",
};

export function richText(text) {
  if (text === undefined || text === null || text === "") return [];
  if (typeof text === "string") return [text];
  if (Array.isArray(text)) return text.flatMap(richText);
  const inner = richText(text.text);
  if (INLINE[text.type]) return [el(INLINE[text.type], {}, ...inner)];
  switch (text.type) {
    case "spoiler":
      return [spoiler(inner)];
    case "url":
      return [link(text.url, inner)];
    case "bot_command":
      return [command(text.bot_command, inner)];
    case "email_address":
      return [el("a", { href: `mailto:${text.email_address}` }, ...inner)];
    case "phone_number":
      return [el("a", { href: `tel:${text.phone_number}` }, ...inner)];
    case "date_time":
      return [el("time", { title: moment(text.unix_time) }, ...(inner.length ? inner : [moment(text.unix_time)]))];
    case "anchor":
      return [el("span", { "data-anchor": text.name })];
    case "anchor_link":
      return [el("a", { href: "#", onclick: (event) => jump(event, text.anchor_name) }, ...inner)];
    default:
      return inner;
  }
}

function jump(event, name) {
  event.preventDefault();
  const message = event.currentTarget.closest("[data-message]");
  const target = [...message.querySelectorAll("[data-anchor]")].find((one) => one.dataset.anchor === name) ?? message;
  for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  target.scrollIntoView({ block: "start", behavior: "smooth" });
}

const BLOCKS = {
  paragraph: (block) => el("p", {}, ...richText(block.text)),
  heading: (block) => el(`h${Math.min(6, block.size + 2)}`, { class: `size${block.size}` }, ...richText(block.text)),
  footer: (block) => el("p", { class: "footer" }, ...richText(block.text)),
  divider: () => el("hr"),
  pre: (block) => el("pre", {}, el("code", {}, ...richText(block.text))),
  anchor: (block) => el("span", { "data-anchor": block.name }),
  blockquote: (block) => el("blockquote", {}, ...richBlocks(block.blocks), ...credit(block)),
  expandable_blockquote: (block) => expandable([...richText(block.text), ...credit(block)]),
  pullquote: (block) => el("aside", {}, ...richText(block.text), ...credit(block)),
  list: (block) => el("ul", { class: "list" }, ...block.items.map(item)),
  table,
  details: (block) =>
    el(
      "details",
      { open: block.is_open },
      el("summary", {}, ...richText(block.summary)),
      el("div", { class: "inside" }, ...richBlocks(block.blocks)),
    ),
  photo: (block) => figure(picture(block.photo), block),
  document: (block) => figure(fileLink(block.document), block),
};

export function richBlocks(blocks) {
  return blocks.map((block) => BLOCKS[block.type]?.(block)).filter(Boolean);
}

function credit(block) {
  return block.credit ? [el("cite", {}, ...richText(block.credit))] : [];
}

function figure(inside, block) {
  const caption = block.caption ? el("figcaption", {}, ...richText(block.caption.text)) : null;
  return el("figure", {}, inside, caption);
}

function item(one) {
  const box = one.has_checkbox ? el("input", { type: "checkbox", checked: one.is_checked, disabled: true }) : null;
  const label = box ?? el("span", { class: "label", text: one.label });
  return el("li", {}, label, el("div", { class: "inside" }, ...richBlocks(one.blocks)));
}

function table(block) {
  const name = ["bordered", "striped", "compact"].filter((one) => block[`is_${one}`]).join(" ");
  const caption = block.caption ? el("caption", {}, ...richText(block.caption)) : null;
  const rows = block.cells.map((row) => el("tr", {}, ...row.map(cell)));
  const grid = el("table", { class: name }, caption, el("tbody", {}, ...rows));
  return el("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": "表格，可左右滑动" }, grid);
}

function cell(one) {
  const attributes = {
    class: `${one.align} ${one.valign}`,
    colspan: one.colspan,
    rowspan: one.rowspan,
    scope: one.is_header ? "col" : undefined,
  };
  return el(one.is_header ? "th" : "td", attributes, ...richText(one.text));
}
