// Bytes as a transcript writes them: pairs of hex digits, texts in quotes, and either of them with
// *N behind it for N times. 01 02 "room:a" 78*126

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|([0-9a-fA-F]{2}))(?:\*(\d+))?/y;

export function parseBytes(text) {
  const parts = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new Error(`no bytes: ${text.slice(at)}`);
    const [, quoted, hex, times] = found;
    const part = quoted ? Buffer.from(JSON.parse(quoted)) : Buffer.from(hex, "hex");
    for (let i = 0; i < Number(times ?? 1); ++i) parts.push(part);
  }
  return Buffer.concat(parts);
}

export const toHex = (bytes) => bytes.toString("hex").replace(/..(?!$)/g, "$& ");
