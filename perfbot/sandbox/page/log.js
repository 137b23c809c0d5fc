// The messages of the open chat: added, edited and removed in place, the newest in view.
import { byId, el } from "./dom.js";
import { bubble } from "./bubble.js";
import { day, dayInWords } from "./clock.js";
import { goTo } from "./bench.js";
import { markRead, sendCommand } from "./deeds.js";
import { isMine, on, openChat, state, unreadIn } from "./state.js";

const log = byId("log");
const toEnd = byId("to-end");
const made = new Map();
let shown = null;
let following = true; // the person has not scrolled away from what arrives
let anchor = null; // the first message of what just arrived: a long answer is read from its beginning

function nearEnd() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < 60;
}

function scrollToEnd(smooth = false) {
  following = true;
  anchor = null;
  log.scrollTo({ top: log.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

function follow(behavior = "smooth") {
  const end = log.scrollHeight - log.clientHeight;
  const top = anchor?.isConnected ? Math.min(end, anchor.offsetTop - 10) : end;
  log.scrollTo({ top, behavior });
}

function showToEnd() {
  toEnd.hidden = nearEnd();
  const below = [...log.querySelectorAll("[data-from=bot], [data-from=other]")].filter(
    (node) => node.offsetTop > log.scrollTop + log.clientHeight,
  ).length;
  const badge = toEnd.querySelector(".badge");
  badge.textContent = below;
  badge.hidden = below === 0 || !following;
}

function scrolledByHand() {
  requestAnimationFrame(() => {
    following = nearEnd();
    if (following) anchor = null;
  });
}

function nodeFor(message, chat) {
  const json = JSON.stringify(message);
  const before = made.get(message.message_id);
  if (before?.json === json) return before.node;
  const node = bubble(message, chat);
  if (before) keepOpen(before.node, node);
  made.set(message.message_id, { json, node });
  return node;
}

// A message that is edited keeps the details that were open and the place in its tables.
function keepOpen(before, after) {
  const open = [...before.querySelectorAll("details")].map((one) => one.open);
  after.querySelectorAll("details").forEach((one, number) => {
    if (open.length > number) one.open = open[number];
  });
  const places = [...before.querySelectorAll(".table-box")].map((one) => one.scrollLeft);
  queueMicrotask(() =>
    after.querySelectorAll(".table-box").forEach((one, number) => (one.scrollLeft = places[number] ?? 0)),
  );
}

function draw() {
  const chat = openChat();
  if (!chat) {
    shown = null;
    return;
  }
  const fresh = shown !== `${state.me}/${chat.id}`;
  if (fresh) made.clear();
  const firstUnread = fresh && unreadIn(chat) ? chat.messages.find((m) => m.message_id > chat.read && !isMine(m)) : null;
  const stay = !fresh && !following;
  const top = log.scrollTop;
  log.replaceChildren(...intro(chat), ...rows(chat, firstUnread));
  shown = `${state.me}/${chat.id}`;
  if (stay) log.scrollTop = top;
  else settle(firstUnread);
  showToEnd();
  markRead();
}

function settle(firstUnread) {
  const line = firstUnread && log.querySelector(".unread-line");
  if (line && log.scrollHeight - line.offsetTop > log.clientHeight) line.scrollIntoView({ block: "start" });
  else scrollToEnd();
}

function rows(chat, firstUnread) {
  const nodes = [];
  let before = null;
  for (const message of chat.messages) {
    if (!before || day(before.date) !== day(message.date)) nodes.push(dayLine(message));
    if (message === firstUnread) nodes.push(el("div", { class: "unread-line" }, el("span", { text: "未读消息" })));
    const node = nodeFor(message, chat);
    node.classList.toggle("follows", follows(before, message));
    nodes.push(node);
    before = message;
  }
  return nodes;
}

function follows(before, message) {
  if (!before || before.from?.id !== message.from?.id) return false;
  return message.date - before.date < 300 && day(before.date) === day(message.date);
}

function dayLine(message) {
  return el("div", { class: "day" }, el("span", { text: dayInWords(day(message.date)) }));
}

// An empty chat opens on what to try; commands, and whatever stands in `backticks`, can be tapped; a date is gone to.
function intro(chat) {
  if (chat.messages.length || !(state.hint || state.bot.description)) return [];
  const lines = (chat.type === "private" ? state.hint || state.bot.description : "").split("\n").filter(Boolean);
  if (!lines.length) return [];
  const nodes = lines.map((line) => el("p", {}, ...hintParts(line)));
  return [el("section", { class: "hint", "data-hint": true }, el("h3", { text: "可以试试" }), ...nodes)];
}

function hintParts(line) {
  return line.split(/(`[^`]+`|\/[a-z][a-z0-9_]*(?: \d{4})?)/g).map((part, number) => {
    const text = part.replace(/`/g, "");
    if (number % 2 === 0) return part;
    const does = state.clock && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) ? () => goTo(text) : () => sendCommand(text);
    return el("button", { type: "button", class: "try", "data-try": text, text, onclick: does });
  });
}

function add({ chat, message }) {
  if (chat.id !== state.open) return;
  if (log.querySelector(".hint")) return draw();
  const atEnd = nearEnd();
  const last = chat.messages.at(-2) ?? null;
  if (!last || day(last.date) !== day(message.date)) log.append(dayLine(message));
  const node = nodeFor(message, chat);
  node.classList.toggle("follows", follows(last, message));
  node.classList.add("arriving");
  log.append(node);
  if (isMine(message)) return scrollToEnd(true);
  if (!anchor || (atEnd && following)) anchor = node;
  if (following) follow();
  showToEnd();
  if (following) markRead();
}

function change({ chat, message }) {
  if (chat.id !== state.open) return;
  const before = made.get(message.message_id)?.node;
  const atEnd = nearEnd();
  const node = nodeFor(message, chat);
  if (!before || before === node) return;
  node.classList.toggle("follows", before.classList.contains("follows"));
  before.replaceWith(node);
  if (anchor === before || (atEnd && node === log.lastElementChild)) anchor = node;
  if (following) follow();
}

function drop({ chat, message_id }) {
  if (chat.id !== state.open) return;
  const node = made.get(message_id)?.node;
  made.delete(message_id);
  if (!node) return;
  node.classList.add("leaving");
  node.removeAttribute("data-message");
  setTimeout(() => node.remove(), 220);
}

toEnd.addEventListener("click", () => scrollToEnd(true));
log.addEventListener("scroll", () => {
  showToEnd();
  if (nearEnd()) markRead();
});
for (const kind of ["wheel", "touchmove", "keydown", "pointerup"]) {
  log.addEventListener(kind, scrolledByHand, { passive: true });
}
document.addEventListener("visibilitychange", () => nearEnd() && markRead());
new ResizeObserver(() => following && follow("instant")).observe(log);
on("all", draw);
on("open", draw);
on("message", add);
on("edit", change);
on("delete", drop);
