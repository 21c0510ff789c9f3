// The map of the stage: whose tiles are lit, and how the tile of the winner becomes the card.

const RISE = 1600;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export function lightTiles(root, codes) {
  for (const tile of root.querySelectorAll("[data-code]")) {
    tile.classList.toggle("gd-podium__tile--lit", codes.includes(tile.dataset.code));
  }
}

/** The card begins as the tile on the map and grows from there. A town without a tile rises from the middle. */
export function liftTile(root, code, card) {
  if (STILL.matches) {
    return;
  }
  const tile = root.querySelector(`[data-code="${CSS.escape(code)}"]`) ?? root.querySelector(".gd-podium__map");
  const [from, to] = [tile.getBoundingClientRect(), card.getBoundingClientRect()];
  const shift = [
    `translate(${from.x + from.width / 2 - to.x - to.width / 2}px, ${from.y + from.height / 2 - to.y - to.height / 2}px)`,
    `scale(${from.width / to.width}, ${from.height / to.height})`,
  ].join(" ");
  const lifted = shift.replace(/^translate\((.*?), (.*?)px\)/, (_, x, y) => `translate(${x}, ${y - 24}px)`);
  card.animate(
    [
      { transform: shift },
      { transform: lifted, offset: 0.3, easing: "cubic-bezier(0.7, 0, 0.15, 1)" },
      { transform: "none" },
    ],
    { duration: RISE, easing: "ease-out" },
  );
  for (const words of card.children) {
    words.animate([{ opacity: 0 }, { opacity: 0, offset: 0.72 }, { opacity: 1 }], { duration: RISE + 400 });
  }
}
