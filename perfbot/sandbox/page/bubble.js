// One message as a bubble with its buttons; service messages as a small line in the middle.
import { avatar, byId, el, icon } from "./dom.js";
import { fileLink, picture } from "./attachments.js";
import { hour } from "./clock.js";
import { copy, press } from "./deeds.js";
import { messageMenu } from "./menu.js";
import { richBlocks } from "./rich.js";
import { isBot, isMine } from "./state.js";
import { link, safe, startPayload, words } from "./words.js";

const SERVICE = [
  ["new_chat_members", (value) => `${value.map((one) => one.first_name).join("、")} 加入了群组`],
  ["left_chat_member", (value) => `${value.first_name} 被移出或离开了群组`],
  ["migrate_to_chat_id", () => "群组已升级为超级群组"],
  ["migrate_from_chat_id", () => "群组已升级为超级群组"],
  ["pinned_message", () => "置顶了一条消息"],
];
const OTHER = { sticker: "[贴纸]", voice: "[语音]", location: "[位置]", contact: "[联系人]", video: "[视频]" };

export function bubble(message, chat) {
  const service = SERVICE.find(([key]) => key in message);
  if (service) return serviceLine(message, service[1](message[service[0]]));
  const from = isBot(message) ? "bot" : isMine(message) ? "me" : "other";
  const body = el("div", { class: "bubble" }, ...head(message, chat, from), ...content(message), foot(message));
  if (message.rich_message && needsWidth(message.rich_message.blocks)) body.classList.add("wide");
  if (message.photo && !message.caption) body.classList.add("bare");
  const stack = el("div", { class: "stack" }, body, keyboard(message), reaction(message));
  const grouped = chat.type !== "private" && from !== "me";
  const face = grouped ? avatar(author(message), message.from?.id ?? 0) : null;
  const node = el(
    "article",
    {
      class: `message ${from}${grouped ? " grouped" : ""}`,
      "data-message": message.message_id,
      "data-from": from,
      "aria-label": `${from === "me" ? "我" : author(message)}，${hour(message.date)}`,
    },
    face,
    stack,
    moreButton(message, chat),
  );
  onLongPress(body, () => messageMenu(message, chat));
  return node;
}

// Tables, details and pictures get the whole width; a few lines stay a small bubble.
const needsWidth = (blocks) => /"type":"(table|details|photo|document)"/.test(JSON.stringify(blocks));

function serviceLine(message, text) {
  const node = el("article", { class: "message service", "data-message": message.message_id, "data-from": "service" });
  node.append(el("span", { text }));
  return node;
}

export function author(message) {
  return message.sender_chat?.title ?? message.from?.first_name ?? "";
}

function head(message, chat, from) {
  const parts = [];
  if (chat.type !== "private" && from !== "me") {
    const id = message.from?.id ?? 0;
    parts.push(el("div", { class: `author ink${Math.abs(id) % 7}`, text: author(message) }));
  }
  if (message.forward_origin) parts.push(el("div", { class: "forwarded", text: `转发自 ${origin(message)}` }));
  if (message.reply_to_message) parts.push(quote(message.reply_to_message));
  return parts;
}

function origin(message) {
  const from = message.forward_origin;
  return from.sender_user?.first_name ?? from.sender_user_name ?? "未知";
}

function quote(target) {
  const jump = () => {
    const node = byId("log").querySelector(`[data-message="${target.message_id}"]`);
    node?.scrollIntoView({ block: "center", behavior: "smooth" });
    node?.classList.add("flash");
    setTimeout(() => node?.classList.remove("flash"), 1200);
  };
  return el(
    "button",
    { type: "button", class: "quote", onclick: jump, "aria-label": "看被回复的消息" },
    el("b", { text: author(target) }),
    el("span", { text: summary(target) }),
  );
}

export function summary(message) {
  if (message.text) return message.text.replace(/\s+/g, " ").slice(0, 120);
  if (message.caption) return message.caption.slice(0, 120);
  if (message.document) return message.document.file_name;
  if (message.photo) return "照片";
  if (message.rich_message) return plain(message.rich_message.blocks).slice(0, 120);
  const service = SERVICE.find(([key]) => key in message);
  if (service) return service[1](message[service[0]]);
  return Object.entries(OTHER).find(([key]) => key in message)?.[1] ?? "消息";
}

function plain(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(plain).join(" ");
  if (!value || typeof value !== "object") return "";
  return [value.text, value.summary, value.blocks, value.items, value.cells].filter(Boolean).map(plain).join(" ");
}

function content(message) {
  const parts = [];
  if (message.photo) parts.push(picture(message.photo));
  if (message.document) parts.push(fileLink(message.document));
  if (message.text) parts.push(el("div", { class: "text", "data-text": true }, ...words(message.text, message.entities)));
  if (message.caption) {
    parts.push(el("div", { class: "text", "data-text": true }, ...words(message.caption, message.caption_entities)));
  }
  if (message.rich_message) {
    parts.push(el("div", { class: "rich", "data-text": true }, ...richBlocks(message.rich_message.blocks)));
  }
  const other = Object.entries(OTHER).find(([key]) => key in message);
  if (other) parts.push(el("div", { class: "text", "data-text": true, text: other[1] }));
  return parts;
}

function foot(message) {
  return el("span", { class: "foot" }, message.edit_date ? el("span", { text: "已编辑" }) : null, hour(message.date));
}

function reaction(message) {
  return message.reaction ? el("span", { class: "reaction", text: message.reaction }) : null;
}

function keyboard(message) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const lines = rows.map((row) => el("div", { class: "keys-row" }, ...row.map((button) => key(message, button))));
  return el("div", { class: "keys", role: "group", "aria-label": "按钮" }, ...lines);
}

function key(message, button) {
  const attributes = { class: `key ${button.style ?? ""}`, "data-button": button.text, title: button.text };
  if (button.url !== undefined) return linkKey(button, attributes);
  const node = el("button", { type: "button", ...attributes }, el("span", { text: button.text }));
  if (button.callback_data !== undefined) {
    node.dataset.data = button.callback_data;
    node.addEventListener("click", () => press(message, button, node));
  } else if (button.copy_text) {
    node.append(icon("copy"));
    node.addEventListener("click", () => copy(button.copy_text.text));
  } else {
    node.disabled = true;
  }
  return node;
}

function linkKey(button, attributes) {
  const payload = startPayload(button.url);
  const node = link(button.url, [el("span", { text: button.text }), icon("link")]);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (payload === null) node.href = safe(button.url);
  return node;
}

function moreButton(message, chat) {
  const open = () => messageMenu(message, chat);
  return el("button", { type: "button", class: "more", "aria-label": "这条消息的操作", onclick: open }, icon("more"));
}

function onLongPress(node, does) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, img") || String(getSelection())) return;
    event.preventDefault();
    does();
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && !event.target.closest("button, a, summary, .table-box")) {
      timer = setTimeout(does, 480);
    }
  });
  for (const kind of ["pointerup", "pointercancel", "pointermove", "pointerleave"]) node.addEventListener(kind, stop);
}

