// Counts for one operation: allocations, system calls, statements, and the table of the kept ones.

const NAME = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;

// Of the table: "NAME COUNT", or "NAME COUNT ~ N" for a count that may differ by N. Lines with # and empty
// ones are comments. Returns a Map from a name to { count, tolerance }. Throws for another line.
export function parseKept(text) {
  const kept = new Map();
  for (const line of text.split("\n")) {
    if (isComment(line)) continue;
    const [, name, count, tolerance = "0"] = line.match(/^(\S+) +([\d.]+)(?: +~ *([\d.]+))?$/) ?? [];
    if (!NAME.test(name ?? "")) throw new Error(`the table of kept costs has a line "${line}"`);
    if (kept.has(name)) throw new Error(`the table of kept costs has ${name} twice`);
    kept.set(name, { count: Number(count), tolerance: Number(tolerance) });
  }
  return kept;
}

// Of tests in Node: lines "NAME COUNT". A test that ran again counts once, with its last figures.
export function parseCounts(text) {
  const lines = text.split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split(" ")).map(([name, count]) => [name, Number(count)]));
}

// Of tests in C++: the properties "cost:NAME" in the XML of GoogleTest.
export function parseProperties(xml) {
  const matches = xml.matchAll(/<property name="cost:([^"]+)" value="([^"]+)"/g);
  return new Map([...matches].map(([, name, value]) => [name, Number(value)]));
}

// `kept` and `measured` are Maps as above. Returns the differences: [{ name, old, now }], `old` undefined for
// a name that the table lacks, `now` undefined for one that no test has measured.
export function compare(kept, measured) {
  const names = [...new Set([...kept.keys(), ...measured.keys()])];
  return names.flatMap((name) => {
    const old = kept.get(name);
    const now = measured.get(name);
    if (old && now !== undefined && Math.abs(now - old.count) <= old.tolerance + 1e-9) return [];
    return [{ name, old: old?.count, now }];
  });
}

export function describeDifference({ name, old, now }) {
  if (old === undefined) return `${name}: not kept, now ${now}`;
  if (now === undefined) return `${name}: kept ${old}, not measured`;
  return `${name}: kept ${old}, now ${now} (${now > old ? "dearer" : "cheaper"})`;
}

// Returns the table with the measured counts. Comments, tolerances and the order stay; new names follow.
export function rewrite(text, measured) {
  const kept = parseKept(text);
  const lines = text.replace(/\n*$/, "").split("\n").map((line) => {
    if (isComment(line)) return line;
    const [name] = line.split(" ", 1);
    const count = measured.get(name);
    return count === undefined || compare(new Map([[name, kept.get(name)]]), new Map([[name, count]])).length === 0
      ? line
      : line.replace(/^(\S+ +)[\d.]+/, `$1${count}`);
  });
  const added = [...measured].filter(([name]) => !kept.has(name)).map(([name, count]) => `${name} ${count}`);
  return `${[...lines, ...added].join("\n")}\n`;
}

const isComment = (line) => line.startsWith("#") || line.trim() === "";
