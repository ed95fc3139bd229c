// No process ends by itself, a process ends with status 0 when it is asked to, and all heals.

export function checkProcesses({ history }) {
  return [
    ...history.filter(({ k }) => k === "end").flatMap(checkEnd),
    ...history.filter(({ k }) => k === "stuck").map(({ what }) => `it did not heal: ${what}`),
  ];
}

function checkEnd({ member, status, signal, expected, asked }) {
  const how = signal ?? `status ${status}`;
  if (!expected) return [`${member} ended by itself: ${how}`];
  if (asked === "SIGTERM" && status !== 0) return [`${member} was asked to end, and ended with ${how}`];
  return [];
}
