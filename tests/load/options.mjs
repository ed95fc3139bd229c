// The options of a load, from the command line.

// `defaults` has a number or a string for each. Answers the same with what --NAME=VALUE says.
export function readOptions(defaults) {
  const options = { ...defaults };
  for (const argument of process.argv.slice(2)) {
    const [, name, value] = argument.match(/^--([a-z_]+)=(.*)$/) ?? [];
    if (!Object.hasOwn(defaults, name ?? "")) throw new Error(`${argument} is none of ${usage(defaults)}`);
    options[name] = typeof defaults[name] === "number" ? readNumber(argument, value) : value;
  }
  return options;
}

function readNumber(argument, value) {
  if (!/^\d+(\.\d+)?$/.test(value)) throw new Error(`${argument} is no number`);
  return Number(value);
}

const usage = (defaults) =>
  Object.entries(defaults)
    .map(([name, value]) => `--${name}=${value}`)
    .join(" ");
