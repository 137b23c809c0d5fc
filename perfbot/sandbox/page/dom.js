// Making elements without ever parsing a string as HTML: whatever people type stays text.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...there(children));
  return node;
}

// What a condition left out (null, undefined, false) is no child: the DOM would write the word "null".
function there(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false);
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const byId = (id) => document.getElementById(id);

export function avatar(name, id) {
  const first = [...String(name).trim()][0] ?? "?";
  return el("span", { class: `avatar tint${Math.abs(Number(id)) % 7}`, "aria-hidden": "true", text: first });
}

export function openDialog(dialog, ...children) {
  dialog.replaceChildren(...there(children));
  if (!dialog.open) dialog.showModal();
}

// A tap beside a sheet closes it, as on a phone.
for (const id of ["sheet", "drawer", "viewer"]) {
  byId(id).addEventListener("click", (event) => {
    if (event.target === event.currentTarget || id === "viewer") event.currentTarget.close();
  });
}
