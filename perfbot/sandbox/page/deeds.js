// What a tap does, wherever it happens: send a command, open a chat, press a button, follow a deep link.
import { byId, el, icon, openDialog } from "./dom.js";
import { act, say } from "./live.js";
import { openChat, state, tell } from "./state.js";

export function show(chatId) {
  state.open = chatId;
  state.replyTo = state.editing = null;
  location.hash = chatId === null ? `${state.me}` : `${state.me}/${chatId}`;
  tell("open");
}

export function sendCommand(text) {
  if (state.open !== null) say(state.open, text);
}

export async function openDeepLink(payload) {
  show(state.me);
  await say(state.me, payload ? `/start ${payload}` : "/start");
}

export function markRead() {
  const chat = openChat();
  const last = chat?.messages.at(-1);
  if (!chat || !last || document.hidden || last.message_id <= chat.read) return;
  chat.read = last.message_id;
  act("read", { person: state.me, chat: chat.id, message_id: last.message_id });
  tell("read");
}

export function press(message, button, node) {
  if (node.classList.contains("busy")) return;
  node.classList.add("busy");
  node.setAttribute("aria-busy", "true");
  setTimeout(() => rest(node), 15000);
  act("press", { person: state.me, chat: message.chat.id, message_id: message.message_id, data: button.callback_data });
}

export function rest(node) {
  node.classList.remove("busy");
  node.removeAttribute("aria-busy");
}

let toastTimer = 0;
export function toast(text) {
  const node = byId("toast");
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (node.hidden = true), Math.min(6000, 2500 + text.length * 60));
}

export function alertBox(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制");
  } catch {
    toast("浏览器不允许复制");
  }
}

export function choose(title, choices) {
  const buttons = choices.map(({ name, label, does, danger }) =>
    el(
      "button",
      {
        class: danger ? "row danger" : "row",
        "data-action": name,
        onclick: () => {
          byId("sheet").close();
          does();
        },
      },
      name ? icon(name) : null,
      el("span", { text: label }),
    ),
  );
  openDialog(byId("sheet"), el("h3", { text: title }), ...buttons, cancelRow(byId("sheet")));
}

export function cancelRow(dialog) {
  return el("button", { class: "row cancel", onclick: () => dialog.close() }, el("span", { text: "取消" }));
}
