// Times as the office reads them: the sandbox's own zone and its own date, wherever the page is opened.
import { state } from "./state.js";

const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const two = (number) => String(number).padStart(2, "0");

function local(unix) {
  return new Date((unix + state.utcOffset * 60) * 1000);
}

export function hour(unix) {
  const at = local(unix);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

export function day(unix) {
  return local(unix).toISOString().slice(0, 10);
}

export function dayInWords(iso) {
  const at = new Date(`${iso}T00:00:00Z`);
  const today = state.clock?.date ?? day(Date.now() / 1000);
  const year = iso.slice(0, 4) === today.slice(0, 4) ? "" : `${at.getUTCFullYear()}年`;
  return `${year}${at.getUTCMonth() + 1}月${at.getUTCDate()}日`;
}

export function dateWithWeekday(iso) {
  const at = new Date(`${iso}T00:00:00Z`);
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${WEEKDAYS[at.getUTCDay()]}`;
}

export function later(iso, days) {
  const at = new Date(`${iso}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

// Telegram's <tg-time format>: "r" asks for a relative time; the rest we show as date and time.
export function moment(unix) {
  return `${dayInWords(day(unix))} ${hour(unix)}`;
}

export function listTime(unix) {
  const today = state.clock?.date ?? day(Date.now() / 1000);
  return day(unix) === today ? hour(unix) : dayInWords(day(unix));
}
