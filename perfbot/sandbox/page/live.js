// The live line to the sandbox, and the acts that go back over it.
import { state, takeSnapshot, tell } from "./state.js";

let socket = null;
let pause = 300;

export function connect(person) {
  if (socket) {
    socket.onclose = null;
    socket.close();
  }
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/sandbox/live?person=${person}`);
  socket.onmessage = (event) => receive(JSON.parse(event.data));
  socket.onopen = () => {
    pause = 300;
    setOnline(true);
  };
  socket.onclose = () => {
    setOnline(false);
    setTimeout(() => connect(person), pause);
    pause = Math.min(pause * 1.6, 5000);
  };
}

function setOnline(online) {
  state.online = online;
  tell("online");
}

const RECEIVERS = {
  snapshot: takeSnapshot,
  message: ({ chat_id, message }) => {
    const chat = state.chats.get(chat_id);
    if (!chat || chat.messages.some((one) => one.message_id === message.message_id)) return;
    chat.messages.push(message);
    if (message.from?.id === state.bot.id) state.typing.delete(chat_id);
    tell("message", { chat, message });
  },
  edit: ({ chat_id, message }) => {
    const chat = state.chats.get(chat_id);
    const at = chat?.messages.findIndex((one) => one.message_id === message.message_id) ?? -1;
    if (at < 0) return;
    chat.messages[at] = message;
    if (message.from?.id === state.bot.id) state.typing.delete(chat_id);
    tell("edit", { chat, message });
  },
  delete: ({ chat_id, message_id }) => {
    const chat = state.chats.get(chat_id);
    if (!chat) return;
    chat.messages = chat.messages.filter((one) => one.message_id !== message_id);
    tell("delete", { chat, message_id });
  },
  typing: ({ chat_id, action }) => {
    const until = Date.now() + 5000;
    state.typing.set(chat_id, { action, until });
    tell("typing");
    setTimeout(() => {
      if (state.typing.get(chat_id)?.until === until) state.typing.delete(chat_id);
      tell("typing");
    }, 5050);
  },
  read: ({ chat_id, message_id }) => {
    const chat = state.chats.get(chat_id);
    if (chat) chat.read = Math.max(chat.read, message_id);
    tell("read");
  },
  keyboard: ({ chat_id, keyboard }) => {
    const chat = state.chats.get(chat_id);
    if (chat) chat.keyboard = keyboard;
    tell("keyboard");
  },
  force_reply: ({ chat_id, message_id }) => {
    const message = state.chats.get(chat_id)?.messages.find((one) => one.message_id === message_id);
    if (!message || chat_id !== state.open || state.editing) return;
    state.replyTo = message;
    tell("note");
  },
  pinned: ({ chat_id, message_id }) => {
    const chat = state.chats.get(chat_id);
    if (chat) chat.pinned = message_id;
    tell("pinned");
  },
  reaction: ({ chat_id, message_id, emoji }) => {
    const chat = state.chats.get(chat_id);
    const message = chat?.messages.find((one) => one.message_id === message_id);
    if (!message) return;
    message.reaction = emoji;
    tell("edit", { chat, message });
  },
  answer: (answer) => tell("answer", answer),
  elsewhere: ({ unread }) => {
    state.unread = unread;
    tell("unread");
  },
  clock: ({ now, date }) => {
    state.clock = { now, date };
    tell("clock");
  },
  faults: ({ faults }) => {
    state.faults = faults;
    tell("faults");
  },
};

function receive(event) {
  RECEIVERS[event.type]?.(event);
}

export async function act(name, body) {
  const response = await fetch(`/sandbox/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return finished(response);
}

export async function upload(fields, files) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  files.forEach((file, number) => form.append(`file${number}`, file, file.name));
  return finished(await fetch("/sandbox/upload", { method: "POST", body: form }));
}

async function finished(response) {
  const answer = await response.json().catch(() => ({ ok: false, description: `HTTP ${response.status}` }));
  if (!answer.ok) tell("failed", answer.description ?? "没有成功");
  return answer.ok ? answer.result : null;
}

export const say = (chat, text, replyTo) =>
  act("say", { person: state.me, chat, text, reply_to: replyTo ?? undefined });
