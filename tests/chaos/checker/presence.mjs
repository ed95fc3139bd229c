// When all is calm, each sees exactly those who are there.

export function checkPresence({ history }) {
  return history
    .filter(({ k }) => k === "presence")
    .flatMap(({ c, topic, seen, expected }) => [
      ...missing(seen, expected).map((device) => `${c} sees ${device} on ${topic}, who is not there`),
      ...missing(expected, seen).map((device) => `${c} does not see ${device} on ${topic}`),
    ]);
}

// The items of `list` that `other` has less often.
function missing(list, other) {
  const left = [...other];
  return list.filter((item) => {
    const at = left.indexOf(item);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}
