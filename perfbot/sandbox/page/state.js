// What the page knows; the live line fills it and the views read it.

export const state = {
  me: 0,
  bot: { id: 0, name: "", username: "" },
  hint: "",
  people: [],
  chats: new Map(),
  open: null,
  clock: null,
  utcOffset: 0,
  faults: null,
  unread: {},
  typing: new Map(),
  replyTo: null,
  editing: null,
  online: true,
};

const watchers = new Map();

export function on(topic, watcher) {
  watchers.set(topic, [...(watchers.get(topic) ?? []), watcher]);
}

export function tell(topic, what) {
  for (const watcher of watchers.get(topic) ?? []) watcher(what);
}

export const openChat = () => state.chats.get(state.open);
export const isBot = (message) => message.from?.id === state.bot.id;
export const isMine = (message) => message.from?.id === state.me;

export function unreadIn(chat) {
  return chat.messages.filter((message) => message.message_id > chat.read && !isMine(message)).length;
}

export function takeSnapshot(snapshot) {
  const before = state.me;
  state.me = snapshot.me;
  state.bot = snapshot.bot;
  state.hint = snapshot.hint;
  state.people = snapshot.people;
  state.clock = snapshot.clock;
  state.utcOffset = snapshot.utc_offset;
  state.faults = snapshot.faults;
  state.unread = snapshot.unread_elsewhere;
  state.chats = new Map(snapshot.chats.map((chat) => [chat.id, chat]));
  if (before !== state.me || (state.open !== null && !state.chats.has(state.open))) {
    state.open = before === 0 || before !== state.me ? state.me : null;
    state.replyTo = state.editing = null;
  }
  tell("all");
}
