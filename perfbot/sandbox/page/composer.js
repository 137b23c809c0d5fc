// Where one writes: text, commands with completion, files, replies and edits, and the quick keyboard.
import { byId, el, icon } from "./dom.js";
import { cancelRow } from "./deeds.js";
import { openDialog } from "./dom.js";
import { act, say, upload } from "./live.js";
import { on, openChat, state, tell } from "./state.js";
import { author, summary } from "./bubble.js";
import { size } from "./attachments.js";

const input = byId("input");
const suggest = byId("suggest");
let marked = -1;

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  byId("composer").classList.toggle("filled", input.value.trim() !== "");
}

async function send(event) {
  event?.preventDefault();
  const text = input.value.trim();
  if (!text || !openChat()) return;
  const { editing, replyTo } = state;
  input.value = "";
  state.editing = state.replyTo = null;
  tell("note");
  closeSuggest();
  grow();
  if (editing) await act("edit", { person: state.me, chat: state.open, message_id: editing.message_id, text });
  else await say(state.open, text, replyTo?.message_id);
}

// -- commands ---------------------------------------------------------------------------------

function commandsFor(prefix) {
  return (openChat()?.commands ?? []).filter((one) => one.command.startsWith(prefix));
}

function offer(found) {
  marked = -1;
  suggest.hidden = found.length === 0;
  byId("menu").setAttribute("aria-expanded", String(!suggest.hidden));
  suggest.replaceChildren(...found.map(option));
}

function option(one) {
  return el(
    "button",
    { type: "button", role: "option", class: "option", "data-command": one.command, onclick: () => run(one) },
    el("b", { text: `/${one.command}` }),
    el("span", { text: one.description }),
  );
}

function run(one) {
  const chat = openChat();
  closeSuggest();
  input.value = "";
  grow();
  say(chat.id, chat.type === "private" ? `/${one.command}` : `/${one.command}@${state.bot.username}`);
}

function closeSuggest() {
  suggest.hidden = true;
  byId("menu").setAttribute("aria-expanded", "false");
}

function mark(step) {
  const options = [...suggest.children];
  marked = (marked + step + options.length) % options.length;
  options.forEach((one, number) => one.setAttribute("aria-selected", String(number === marked)));
  options[marked].scrollIntoView({ block: "nearest" });
}

function typed() {
  grow();
  const match = /^\/([a-z0-9_]*)$/i.exec(input.value);
  offer(match ? commandsFor(match[1].toLowerCase()) : []);
}

function keyed(event) {
  if (event.isComposing) return;
  if (!suggest.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    mark(event.key === "ArrowDown" ? 1 : -1);
  } else if (!suggest.hidden && event.key === "Tab" && suggest.children.length) {
    event.preventDefault();
    input.value = `/${suggest.children[Math.max(0, marked)].dataset.command} `;
    typed();
  } else if (event.key === "Escape") {
    closeSuggest();
    dropNote();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (!suggest.hidden && marked >= 0) suggest.children[marked].click();
    else send();
  }
}

// -- replies and edits ------------------------------------------------------------------------

function dropNote() {
  if (state.editing) input.value = "";
  state.replyTo = state.editing = null;
  tell("note");
  grow();
}

function drawNote() {
  const about = state.editing ?? state.replyTo;
  const note = byId("composer-note");
  note.hidden = !about;
  if (!about) return;
  const title = state.editing ? "编辑消息" : `回复 ${author(about)}`;
  note.replaceChildren(
    icon(state.editing ? "edit" : "reply"),
    el("span", {}, el("b", { text: title }), el("span", { text: summary(about) })),
    el("button", { type: "button", class: "round", "aria-label": "取消", onclick: dropNote }, icon("close")),
  );
}

// -- files ------------------------------------------------------------------------------------

function pick() {
  const files = [...byId("file").files];
  byId("file").value = "";
  if (!files.length) return;
  const caption = el("input", { class: "field", placeholder: "说明（可不填）", "aria-label": "说明", "data-input": "caption" });
  const pictures = files.every((file) => /^image\/(png|jpeg|webp)$/.test(file.type));
  const go = async (asPhoto) => {
    byId("sheet").close();
    const fields = { person: state.me, chat: state.open, caption: caption.value.trim(), as_photo: asPhoto ? "1" : "" };
    await upload(fields, files);
  };
  const rows = files.map((file) => el("p", { class: "picked", text: `${file.name} · ${size(file.size)}` }));
  openDialog(
    byId("sheet"),
    el("h3", { text: `发送 ${files.length} 个文件` }),
    ...rows,
    caption,
    pictures ? el("button", { class: "row", "data-action": "send-photo", onclick: () => go(true) }, el("span", { text: "作为照片发送" })) : null,
    el("button", { class: "row", "data-action": "send-file", onclick: () => go(false) }, icon("file"), el("span", { text: "作为文件发送" })),
    cancelRow(byId("sheet")),
  );
}

// -- the quick keyboard and the start button --------------------------------------------------

let keysOpen = true;

function drawKeys() {
  const chat = openChat();
  const keyboard = chat?.keyboard;
  const rows = keyboard?.keyboard ?? [];
  byId("keys").hidden = rows.length === 0;
  byId("reply-keys").hidden = rows.length === 0 || !keysOpen;
  const press = (button) => {
    if (keyboard.one_time_keyboard) keysOpen = false;
    say(chat.id, button.text);
    drawKeys();
  };
  const line = (row) =>
    el("div", { class: "keys-row" }, ...row.map((one) => el("button", { type: "button", class: "key", "data-reply-button": one.text, onclick: () => press(one) }, el("span", { text: one.text }))));
  byId("reply-keys").replaceChildren(...rows.map(line));
  input.placeholder = keyboard?.input_field_placeholder || "消息";
}

function draw() {
  const chat = openChat();
  if (!chat) return;
  const fresh = chat.type === "private" && !chat.messages.length;
  const gone = chat.type === "private" && chat.blocked;
  byId("start").hidden = !fresh && !gone;
  byId("start").textContent = gone ? "解除屏蔽" : "开始";
  byId("composer").hidden = gone;
  byId("menu").hidden = !(chat.commands ?? []).length;
  drawKeys();
  drawNote();
  grow();
}

function start() {
  const chat = openChat();
  if (chat.blocked) act("group", { act: "unblock", person: state.me });
  else say(chat.id, "/start");
}

byId("composer").addEventListener("submit", send);
input.addEventListener("input", typed);
input.addEventListener("keydown", keyed);
byId("menu").addEventListener("click", () => (suggest.hidden ? offer(commandsFor("")) : closeSuggest()));
byId("attach").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", pick);
byId("start").addEventListener("click", start);
byId("keys").addEventListener("click", () => {
  keysOpen = !keysOpen;
  drawKeys();
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#suggest, #composer")) closeSuggest();
});
on("open", () => {
  input.value = "";
  closeSuggest();
  draw();
});
for (const topic of ["all", "message", "delete"]) on(topic, draw);
on("keyboard", () => {
  keysOpen = true;
  draw();
});
on("note", drawNote);
