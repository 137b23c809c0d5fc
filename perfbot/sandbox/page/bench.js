// Beside the phone: whom to be, which date it is, and the switches that make Telegram misbehave.
import { avatar, byId, el, openDialog } from "./dom.js";
import { dateWithWeekday, later } from "./clock.js";
import { toast } from "./deeds.js";
import { act, connect } from "./live.js";
import { on, state, tell } from "./state.js";

function drawPeople() {
  const people = state.people.map((person) => {
    const unread = person.id === state.me ? 0 : (state.unread[person.id] ?? 0);
    return el(
      "button",
      {
        class: "person",
        "data-person": person.id,
        "aria-pressed": String(person.id === state.me),
        title: person.note,
        onclick: () => be(person.id),
      },
      el("span", { class: "face" }, avatar(person.name, person.id), unread ? el("span", { class: "badge", text: unread }) : null),
      el("span", { class: "person-text" }, el("b", { text: person.name }), el("span", { text: person.note })),
    );
  });
  byId("people").replaceChildren(...people);
  byId("people").querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

let becoming = 0;

export function be(personId) {
  if (personId === state.me || personId === becoming) return;
  becoming = personId;
  location.hash = `${personId}`;
  connect(personId);
}

// -- the date ---------------------------------------------------------------------------------

export async function goTo(to, button) {
  for (const one of document.querySelectorAll(".clock button, .clock input")) one.disabled = true;
  button?.classList.add("busy");
  const result = await act("clock", { to });
  if (result) {
    state.clock = { now: result.now, date: result.date };
    tell("clock");
    if (result.said) toast(result.said);
  }
  drawTools();
}

function clockPanel() {
  if (!state.clock) return null;
  const { date, now } = state.clock;
  const field = el("input", { type: "date", class: "field", value: date, "aria-label": "日期", "data-clock": "date" });
  const step = (label, name, to) =>
    el("button", { type: "button", class: "tool", "data-clock": name, onclick: (event) => goTo(to, event.currentTarget), text: label });
  return el(
    "section",
    { class: "clock panel" },
    el("h3", { text: "沙盒日期" }),
    el("p", { class: "today", "data-clock-now": now, text: `${dateWithWeekday(date)} ${now.slice(11, 16)}` }),
    el(
      "div",
      { class: "tools" },
      field,
      el("button", { type: "button", class: "tool solid", "data-clock": "go", onclick: (event) => field.value && goTo(field.value, event.currentTarget), text: "前往" }),
    ),
    el(
      "div",
      { class: "tools" },
      step("+1 天", "day", later(date, 1)),
      step("+1 周", "week", later(date, 7)),
      step("回到今天", "today", null),
    ),
    el("div", { class: "tools" }, ...worthSeeing().map(([day, what]) => step(`${day.slice(5)} ${what}`, day, day))),
  );
}

// The dates that the hint names in `backticks`, each with the words behind it.
function worthSeeing() {
  return [...state.hint.matchAll(/`([0-9]{4}-[0-9]{2}-[0-9]{2})` ?([^`、，。；\n]*)/g)].map(([, day, what]) => [day, what]);
}

// -- the switches -----------------------------------------------------------------------------

const METHODS = ["*", "sendMessage", "sendRichMessage", "editMessageText", "answerCallbackQuery", "sendDocument", "getUpdates"];

let faultsOpen = false;

function faultPanel() {
  const faults = state.faults ?? { kinds: {}, waiting: [] };
  const kind = el("select", { class: "field", "aria-label": "故障", "data-fault": "kind" }, ...Object.entries(faults.kinds).map(([value, text]) => el("option", { value, text })));
  const method = el("select", { class: "field", "aria-label": "方法" }, ...METHODS.map((value) => el("option", { value, text: value === "*" ? "任何方法" : value })));
  const times = el("input", { type: "number", class: "field short", min: "1", max: "99", value: "1", "aria-label": "次数" });
  const add = () => act("faults", { add: { kind: kind.value, method: method.value, times: Number(times.value) || 1, seconds: 3 } });
  const latency = el("input", { type: "number", class: "field short", min: "0", max: "5000", step: "50", value: faults.latency_ms, "aria-label": "延迟毫秒" });
  const slow = () => act("faults", { set: { latency_ms: Number(latency.value) || 0 } });
  const waiting = faults.waiting.map((one) => el("li", { text: `${one.method === "*" ? "任何方法" : one.method}：${faults.kinds[one.kind]}，还有 ${one.times} 次` }));
  const toggled = (event) => (faultsOpen = event.currentTarget.open);
  return el(
    "details",
    { class: "faults panel", open: faultsOpen, ontoggle: toggled },
    el("summary", { text: "让 Telegram 出点问题" }),
    el("div", { class: "tools" }, kind),
    el("div", { class: "tools" }, method, times, button("加入", "add", add)),
    waiting.length ? el("ul", { class: "waiting" }, ...waiting) : null,
    el("div", { class: "tools" }, el("span", { class: "label", text: "每次请求延迟" }), latency, el("span", { class: "label", text: "毫秒" }), button("设定", "latency", slow), button("全部清除", "clear", () => act("faults", { clear: true }))),
    el("div", { class: "tools" }, ...groupActs()),
  );
}

function groupActs() {
  const group = [...state.chats.values()].find((chat) => chat.type !== "private");
  const own = state.chats.get(state.me);
  const acts = [];
  if (own) acts.push(own.blocked ? ["解除屏蔽", "unblock"] : ["屏蔽机器人", "block"]);
  if (group) acts.push(["kicked", "left"].includes(group.bot_status) ? ["请回机器人", "return"] : ["移出机器人", "kick"]);
  if (group?.type === "group") acts.push(["升级为超级群组", "upgrade"]);
  const go = (name) => act("group", { act: name, person: state.me, chat: ["block", "unblock"].includes(name) ? undefined : group?.id });
  return acts.map(([label, name]) => button(label, name, () => go(name)));
}

function button(label, name, does) {
  return el("button", { type: "button", class: "tool", "data-fault": name, onclick: does, text: label });
}

function panels() {
  return [clockPanel(), faultPanel()].filter(Boolean);
}

function drawTools() {
  byId("bench-date").textContent = state.clock ? state.clock.date.slice(5).replace("-", "/") : "";
  const drawer = byId("drawer");
  const focused = document.activeElement;
  if (focused?.matches?.(".panel input, .panel select") && !focused.disabled) return;
  byId("bench-tools").replaceChildren(...panels());
  if (drawer.open) openDrawer();
}

function openDrawer() {
  const drawer = byId("drawer");
  const close = el("button", { class: "row cancel", onclick: () => drawer.close() }, el("span", { text: "关闭" }));
  openDialog(drawer, ...panels(), close);
}

byId("bench-open").addEventListener("click", openDrawer);
on("all", () => {
  becoming = 0;
  drawPeople();
  drawTools();
});
for (const topic of ["unread", "read", "message"]) on(topic, drawPeople);
for (const topic of ["clock", "faults"]) on(topic, drawTools);
