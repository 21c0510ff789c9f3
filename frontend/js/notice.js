// The same face as the template ui/alert.html.
import { ownAddress } from "./address.js";
import { element } from "./element.js";

const SIGNS = {
  info: ["Informatie: ", "M12 11v5.5M12 7.7v.1M12 3a9 9 0 1 0 .01 0z"],
  warning: ["Let op: ", "M12 4l9 16H3zM12 10v4.5M12 17.2v.1"],
  error: ["Fout: ", "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v5.5M12 16.3v.1"],
};

/** Says something beside the words of the page. With a link its words end the sentence. */
export function notice({ kind = "warning", role = "alert", text, link, children = [] }) {
  const [sign, path] = SIGNS[kind];
  const address = link && ownAddress(link.address);
  const linked = address ? [" ", element("a", { class: "nl-link", href: address }, link.text), "."] : [];
  return element(
    "div",
    { class: `utrecht-alert utrecht-alert--${kind} gd-alert gd-notice`, role },
    element("span", { class: "utrecht-alert__icon gd-alert__icon" }, icon(path)),
    element(
      "div",
      { class: "utrecht-alert__content gd-alert__content" },
      element("span", { class: "gd-hidden" }, sign),
      element("p", {}, text, ...linked),
      ...children,
    ),
  );
}

export function button(words, press, hidden = "") {
  const more = hidden && element("span", { class: "gd-hidden" }, ` ${hidden}`);
  const label = element("span", { class: "nl-button__label" }, words, more);
  const made = element("button", { class: "nl-button nl-button--secondary gd-notice__button", type: "button" }, label);
  made.addEventListener("click", press);
  return made;
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("class", "gd-icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
