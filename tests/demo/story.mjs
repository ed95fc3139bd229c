// The output of the demo: each panel has a name and a colour, each step a line.

const COLOURS = { cyan: 36, magenta: 35, yellow: 33, green: 32, red: 31, dim: 2, bold: 1 };
const colourful = process.stdout.isTTY && !process.env.NO_COLOR;

export function paint(colour, text) {
  return colourful ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
}

export function chapter(title) {
  console.log(`\n${paint("bold", title)}`);
}

// A panel that sees things: its name in its colour before each line.
export function narrator(name, colour) {
  const label = paint(colour, name.padEnd(14));
  return (text) => console.log(`  ${label} ${text}`);
}

const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export function describeNote(note) {
  const sure = Math.round(note.confidence * 100);
  const about = paint("dim", `(${note.category}, ${sure} % sure)`);
  return `${paint("yellow", clock(note.timestamp_seconds))} “${note.text}” ${about}`;
}

export function describeVideo(video) {
  const notes = video.note_count === 1 ? "1 note" : `${video.note_count} notes`;
  return `“${video.title}” ${paint("dim", `(${video.platform}, ${video.status}, ${notes})`)}`;
}
