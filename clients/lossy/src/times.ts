/** Compares two times in RFC 3339 and UTC, whatever their digits. Null comes before all times. */
export function compareTimes(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [first, second] = [comparable(a), comparable(b)];
  return first < second ? -1 : Number(first > second);
}

// "…:36.1Z" becomes "…:36.100000000".
function comparable(time: string): string {
  const [seconds = "", fraction = ""] = time.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}`;
}
