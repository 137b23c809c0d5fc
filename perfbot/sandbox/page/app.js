// Starts the page: who to be and which chat to open stand in the address, so that tabs can differ.
import "./chats.js";
import "./log.js";
import "./composer.js";
import { be } from "./bench.js";
import { alertBox, rest, show, toast } from "./deeds.js";
import { connect } from "./live.js";
import { on, openChat, state } from "./state.js";

function place() {
  const [person, chat] = location.hash.slice(1).split("/").map(Number);
  return { person: person || 0, chat: chat || null };
}

async function begin() {
  const { person, chat } = place();
  const known = await fetch("/sandbox/state?person=0").then((response) => response.json());
  const people = known.result.people;
  const me = people.some((one) => one.id === person) ? person : people[0]?.id;
  if (chat !== null) state.wanted = chat;
  if (me) connect(me);
}

on("all", () => {
  if (state.wanted && state.chats.has(state.wanted)) {
    const wanted = state.wanted;
    state.wanted = null;
    show(wanted);
  }
  document.title = state.bot.name ? `${state.bot.name} · 沙盒` : "沙盒聊天";
});

on("answer", ({ text, show_alert: loud, url, message_id, data }) => {
  for (const key of document.querySelectorAll(`[data-message="${message_id}"] .key.busy`)) {
    if (key.dataset.data === data) rest(key);
  }
  if (text && loud) alertBox(text);
  else if (text) toast(text);
  if (url) window.open(url, "_blank", "noopener,noreferrer");
});

on("failed", (why) => toast(`没有成功：${why}`));

window.addEventListener("hashchange", () => {
  const { person, chat } = place();
  if (person && person !== state.me) be(person);
  else if (chat !== (openChat()?.id ?? null) && (chat === null || state.chats.has(chat))) show(chat);
});

begin();
