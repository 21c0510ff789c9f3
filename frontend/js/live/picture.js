// A frame as words on a screen: the same as web/live/picture.py, which a test holds equal.

export function pictureOf(frame) {
  if (frame.black) {
    return {
      ...empty("black", "Het beeld in de zaal is even donker."),
      is_black: true,
      is_rehearsal: frame.rehearsal,
    };
  }
  const { kind } = frame;
  const [kicker, title, lead] = words(frame);
  return {
    ...empty(kind, frame.sentence),
    kicker,
    title,
    lead,
    nominees: kind === "nominees" || kind === "drum" ? frame.nominees : [],
    winner: frame.winner,
    winners: kind === "all" ? frame.winners : [],
    is_rehearsal: frame.rehearsal,
  };
}

/** Whose tiles stand out: all nominees alike until the press, and then the winner's alone. */
export function litIn(picture) {
  const shown = picture.winner ? [picture.winner] : picture.nominees.length ? picture.nominees : picture.winners;
  return shown.map(({ code }) => code);
}

function empty(kind, sentence) {
  const words = { kind, kicker: "", title: "", lead: "", sentence };
  return { ...words, nominees: [], winner: null, winners: [], is_black: false, is_rehearsal: false };
}

/** The line above, the large words and the line below. */
function words({ kind, edition, category, winner }) {
  const order = `${category?.position} van ${category?.of}`;
  switch (kind) {
    case "category":
      return [category.is_public_prize ? `Prijs ${order}` : `Categorie ${order}`, category.name, ""];
    case "nominees":
      return [category.name, "Genomineerd", ""];
    case "drum":
      return [category.name, "De winnaar is …", ""];
    case "winner":
      return winner
        ? [category.name, "Winnaar", ""]
        : [category.name, "Niet uitgereikt", "Deze prijs wordt dit jaar niet uitgereikt."];
    case "all":
      return [edition.name, "De winnaars", ""];
    case "done":
      return [edition.name, "Delen is vermenigvuldigen", "Lees op de website hoe u deze oplossingen overneemt."];
    default:
      return [edition.name, "Welkom", "De uitreiking begint zo."];
  }
}
