// The list of chats with their last words and unread marks, and the bar on top of the open chat.
import { avatar, byId, el } from "./dom.js";
import { author, summary } from "./bubble.js";
import { listTime } from "./clock.js";
import { show } from "./deeds.js";
import { isMine, on, openChat, state, unreadIn } from "./state.js";

const ACTIONS = { typing: "正在输入…", upload_document: "正在发送文件…", upload_photo: "正在发送照片…" };

function listed() {
  const newest = (chat) => chat.messages.at(-1)?.date ?? 0;
  return [...state.chats.values()].sort((one, other) => newest(other) - newest(one));
}

function drawList() {
  byId("chat-list").replaceChildren(...listed().map(row));
  const away = [...state.chats.values()].filter((chat) => chat.id !== state.open);
  const unread = away.reduce((sum, chat) => sum + unreadIn(chat), 0);
  byId("back-badge").textContent = unread;
  byId("back-badge").hidden = unread === 0;
}

function row(chat) {
  const last = chat.messages.at(-1);
  const unread = unreadIn(chat);
  return el(
    "button",
    { class: "chat-row", role: "listitem", "data-chat": chat.id, "data-unread": unread, onclick: () => show(chat.id) },
    avatar(chat.title, face(chat)),
    el(
      "span",
      { class: "chat-row-text" },
      el("span", { class: "chat-row-top" }, el("b", { text: chat.title }), el("time", { text: last ? listTime(last.date) : "" })),
      el("span", { class: "chat-row-bottom" }, el("span", { class: "preview", text: preview(chat, last) }), badge(unread)),
    ),
  );
}

const face = (chat) => (chat.type === "private" ? state.bot.id : chat.id);

function badge(unread) {
  return unread ? el("span", { class: "badge", "aria-label": `${unread} 条未读`, text: unread }) : null;
}

function preview(chat, last) {
  const typing = typingText(chat);
  if (typing) return typing;
  if (!last) return chat.type === "private" ? "点按开始对话" : "还没有消息";
  const who = chat.type === "private" ? (isMine(last) ? "我：" : "") : `${isMine(last) ? "我" : author(last)}：`;
  return who + summary(last);
}

function typingText(chat) {
  const typing = state.typing.get(chat.id);
  return typing ? (ACTIONS[typing.action] ?? "正在输入…") : "";
}

function drawBar() {
  const chat = openChat();
  byId("screen-list").toggleAttribute("data-behind", Boolean(chat));
  byId("screen-chat").hidden = !chat;
  byId("screen-list").hidden = Boolean(chat);
  if (!chat) return;
  byId("chat-avatar").replaceWith(Object.assign(avatar(chat.title, face(chat)), { id: "chat-avatar" }));
  byId("chat-title").textContent = chat.title;
  const typing = typingText(chat);
  byId("chat-status").textContent = typing || standing(chat);
  byId("chat-status").classList.toggle("typing", Boolean(typing));
  drawPinned(chat);
}

function standing(chat) {
  if (chat.type === "private") return chat.blocked ? "你已屏蔽此机器人" : "机器人";
  const gone = ["kicked", "left"].includes(chat.bot_status) ? "，机器人不在群里" : "";
  return `${chat.type === "supergroup" ? "超级群组" : "群组"}，${chat.members} 名成员${gone}`;
}

function drawPinned(chat) {
  const message = chat.messages.find((one) => one.message_id === chat.pinned);
  byId("pinned").hidden = !message;
  if (!message) return;
  byId("pinned").querySelector("span").textContent = summary(message);
  byId("pinned").onclick = () =>
    byId("log").querySelector(`[data-message="${chat.pinned}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
}

function draw() {
  drawList();
  drawBar();
}

document.querySelector("[data-action=back]").addEventListener("click", () => show(null));
for (const topic of ["all", "open", "message", "edit", "delete", "typing", "read", "pinned", "clock"]) on(topic, draw);
on("online", () => (byId("offline").hidden = state.online));
