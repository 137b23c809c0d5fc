// What one can do with a message: reply, copy, edit, forward, delete.
import { byId } from "./dom.js";
import { choose, copy, toast } from "./deeds.js";
import { act } from "./live.js";
import { isMine, state, tell } from "./state.js";

export function messageMenu(message, chat) {
  const choices = [{ name: "reply", label: "回复", does: () => answer(message) }];
  const text = message.text ?? message.caption;
  if (text) choices.push({ name: "copy", label: "复制文字", does: () => copy(text) });
  if (isMine(message) && message.text && !message.forward_origin) {
    choices.push({ name: "edit", label: "编辑", does: () => edit(message) });
  }
  choices.push({ name: "forward", label: "转发到…", does: () => forward(message, chat) });
  if (isMine(message) || chat.type === "private") {
    choices.push({ name: "trash", label: "删除", danger: true, does: () => remove(message, chat) });
  }
  choose("这条消息", choices);
}

function answer(message) {
  state.replyTo = message;
  state.editing = null;
  tell("note");
  byId("input").focus();
}

function edit(message) {
  state.editing = message;
  state.replyTo = null;
  byId("input").value = message.text;
  tell("note");
  byId("input").focus();
}

function forward(message, chat) {
  const chats = [...state.chats.values()];
  choose(
    "转发到",
    chats.map((target) => ({
      name: "",
      label: target.title,
      does: async () => {
        const place = { person: state.me, from_chat: chat.id, message_id: message.message_id, chat: target.id };
        if ((await act("forward", place)) !== null) toast(`已转发到 ${target.title}`);
      },
    })),
  );
}

const remove = (message, chat) => act("delete", { chat: chat.id, message_id: message.message_id });
