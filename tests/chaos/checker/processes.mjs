// No process ends that nobody ended, one that is asked to end does so in peace, and all heals.

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
