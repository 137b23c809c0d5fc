// Text with entities (bold, links, commands …) as Telegram shows it; offsets are UTF-16, as in JavaScript.
import { el } from "./dom.js";
import { openDeepLink, sendCommand } from "./deeds.js";
import { state } from "./state.js";

const SIMPLE = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
};

export function words(text, entities = []) {
  return nested(text, 0, text.length, entities);
}

function nested(text, from, to, entities) {
  const nodes = [];
  let at = from;
  let rest = entities.filter((one) => one.offset >= from && one.offset + one.length <= to);
  while (rest.length) {
    const [entity, ...others] = rest;
    const end = entity.offset + entity.length;
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = others.filter((one) => one.offset >= entity.offset && one.offset + one.length <= end);
    nodes.push(styled(entity, text.slice(entity.offset, end), nested(text, entity.offset, end, inner)));
    at = end;
    rest = others.filter((one) => one.offset >= end);
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function styled(entity, plain, inner) {
  if (SIMPLE[entity.type]) return el(SIMPLE[entity.type], {}, ...inner);
  switch (entity.type) {
    case "pre":
      return el("pre", {}, el("code", {}, ...inner));
    case "spoiler":
      return spoiler(inner);
    case "expandable_blockquote":
      return expandable(inner);
    case "text_link":
      return link(entity.url, inner);
    case "url":
      return link(/^https?:\/\//.test(plain) ? plain : `https://${plain}`, inner);
    case "email":
      return el("a", { href: `mailto:${plain}` }, ...inner);
    case "bot_command":
      return command(plain, inner);
    default:
      return el("span", { class: `entity ${entity.type}` }, ...inner);
  }
}

export function command(words, inner) {
  return el("button", { type: "button", class: "command", onclick: () => sendCommand(words) }, ...inner);
}

export function spoiler(inner) {
  const show = (event) => event.currentTarget.classList.add("shown");
  return el("button", { type: "button", class: "spoiler", "aria-label": "显示隐藏的内容", onclick: show }, ...inner);
}

export function expandable(inner) {
  const toggle = (event) => event.currentTarget.classList.toggle("open");
  return el("blockquote", { class: "expandable", tabindex: "0", onclick: toggle }, ...inner);
}

// t.me/<our bot>?start=… stays inside: it opens the private chat, as the app does.
export function link(url, inner) {
  const payload = startPayload(url);
  if (payload === null) return el("a", { href: safe(url), target: "_blank", rel: "noopener noreferrer" }, ...inner);
  const open = (event) => {
    event.preventDefault();
    openDeepLink(payload);
  };
  return el("a", { href: safe(url), "data-deep-link": payload, onclick: open }, ...inner);
}

export function startPayload(url) {
  const match = /^(?:https?:\/\/)?t\.me\/([A-Za-z0-9_]+)\/?(?:\?start=([A-Za-z0-9_-]*))?$/.exec(url);
  const other = /^tg:\/\/resolve\?domain=([A-Za-z0-9_]+)(?:&start=([A-Za-z0-9_-]*))?$/.exec(url);
  const found = match ?? other;
  if (!found || found[1].toLowerCase() !== state.bot.username.toLowerCase()) return null;
  return found[2] ?? "";
}

export function safe(url) {
  return /^(https?|mailto|tel|tg):/i.test(url) ? url : "about:blank";
}
