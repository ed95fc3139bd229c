// The options of a load, from the command line.

// `defaults` has a number or a string for each. `ranges` may have [least, most] of a number, or the list of
// the values of a string. Returns the same as `defaults`, with the values of --NAME=VALUE.
export function readOptions(defaults, ranges = {}, args = process.argv.slice(2)) {
  const options = { ...defaults };
  for (const argument of args) {
    const [, name, value] = argument.match(/^--([a-z_0-9]+)=(.*)$/) ?? [];
    if (!Object.hasOwn(defaults, name ?? "")) throw new Error(`${argument} is none of ${usage(defaults)}`);
    options[name] =
      typeof defaults[name] === "number"
        ? readNumber(argument, value, ranges[name])
        : readText(argument, value, ranges[name]);
  }
  return options;
}

// The same for a program: an error ends it with one line on standard error.
export function optionsOrExit(...parameters) {
  try {
    return readOptions(...parameters);
  } catch (error) {
    process.stderr.write(`lossy: ${error.message}\n`);
    process.exit(2);
  }
}

function readNumber(argument, value, [least, most] = [0, Infinity]) {
  if (!/^\d+(\.\d+)?$/.test(value)) throw new Error(`${argument} is no number`);
  const number = Number(value);
  if (number < least || number > most) throw new Error(`${argument}: must be from ${least} to ${most}`);
  return number;
}

function readText(argument, value, allowed) {
  for (const part of allowed ? value.split(",") : []) {
    if (!allowed.includes(part)) throw new Error(`${argument}: "${part}" is none of ${allowed.join(", ")}`);
  }
  return value;
}

const usage = (defaults) =>
  Object.entries(defaults)
    .map(([name, value]) => `--${name}=${value}`)
    .join(" ");
