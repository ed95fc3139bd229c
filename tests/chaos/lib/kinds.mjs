// The faults there are: what each can be done to, and for how long.
//
// `shape` is what there is: {members: names of processes, links: ["edge→video", …], disk: whether the
// database's can be filled}.

const STORES = ["postgres", "nats"];

const programs = ({ members }) => members.filter((name) => !STORES.includes(name));
const links = (shape) => shape.links;

export const KINDS = {
  // SIGKILL; started again after `ms`.
  kill: { targets: ({ members }) => members, ms: [0, 3000] },
  // SIGTERM; started again after `ms`.
  drain: { targets: programs, ms: [0, 1000] },
  // SIGSTOP, and SIGCONT after `ms`.
  stop: { targets: ({ members }) => members, ms: [500, 7000] },
  // The server's own ways to end: clients are cut, or it crashes and recovers.
  shut: { targets: () => ["postgres/fast", "postgres/immediate"], ms: [0, 5000] },
  // All connections are reset, and new ones, too, until `ms` have passed.
  cut: { targets: links, ms: [0, 4000] },
  // Each piece takes longer by `extra` ms.
  delay: { targets: links, ms: [1000, 5000], extra: [10, 400] },
  // Nothing gets through, in either direction, old connections or new; then it does.
  stall: { targets: links, ms: [500, 8000] },
  // Nothing gets through in one direction.
  deaf: { targets: links, ms: [500, 8000] },
  // Open connections are dead without a word, new ones work. In the end the dead ones are reset.
  lose: { targets: links, ms: [1000, 8000] },
  // All processes at once.
  all: { targets: () => ["everything", "programs", "services"], ms: [0, 1000] },
  // The database cannot write.
  disk: { targets: ({ disk }) => (disk ? ["postgres"] : []), ms: [500, 5000] },
  // The log of notifications is what it was `ms` ago, under its replicas or while they are down.
  restore: { targets: () => ["running", "stopped"], ms: [300, 4000] },
  // The clock of the identity provider, which issues users' tokens, is an hour off, and all clients
  // must connect again.
  issuer: { targets: () => ["behind", "ahead"], ms: [500, 3000] },
  // The wall clock of a process, or of all, is set back or forth by `extra` minutes, and right again
  // after `ms`. NATS has no C library whose clock could be moved.
  clock: {
    targets: ({ members }) => ["everything", ...members.filter((name) => name !== "nats")].flatMap((name) => [
      `${name}/back`,
      `${name}/forth`,
    ]),
    ms: [1000, 8000],
    extra: [1, 60],
  },
};

// The names that a fault ends or stops; two faults of one process do not happen at once.
export function membersOf({ kind, target }, { members }) {
  if (kind === "all") {
    if (target === "everything") return members;
    if (target === "programs") return programs({ members });
    return programs({ members }).filter((name) => !name.startsWith("edge"));
  }
  if (kind === "shut" || kind === "disk") return ["postgres"];
  if (kind === "restore") return ["postgres", ...members.filter((name) => name.startsWith("notifications"))];
  if (kind === "clock") {
    const [name] = target.split("/");
    return name === "everything" ? members.filter((member) => member !== "nats") : [name];
  }
  return ["kill", "drain", "stop"].includes(kind) ? [target] : [];
}
