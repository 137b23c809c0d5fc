// Photos and documents inside messages.
import { byId, el, icon, openDialog } from "./dom.js";

const address = (file) => `/sandbox/file/${encodeURIComponent(file.file_id)}`;

export function picture(sizes) {
  const whole = sizes.at(-1);
  const image = el("img", {
    src: address(whole),
    alt: "照片",
    width: whole.width,
    height: whole.height,
    loading: "lazy",
    decoding: "async",
  });
  const enlarge = () => openDialog(byId("viewer"), el("img", { src: address(whole), alt: "照片" }));
  return el("button", { type: "button", class: "photo", "aria-label": "放大照片", onclick: enlarge }, image);
}

export function fileLink(file) {
  const ending = file.file_name.includes(".") ? file.file_name.split(".").at(-1).slice(0, 4) : "";
  return el(
    "a",
    { class: "file", href: address(file), download: file.file_name, "data-document": file.file_name },
    el("span", { class: "file-icon", "aria-hidden": "true" }, ending ? el("b", { text: ending }) : icon("file")),
    el(
      "span",
      { class: "file-text" },
      el("span", { class: "file-name", text: file.file_name }),
      el("span", { class: "file-size", text: `${size(file.file_size)} · 点按下载` }),
    ),
  );
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
