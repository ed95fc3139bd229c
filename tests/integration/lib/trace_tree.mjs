// The spans of one trace as a tree, for tests of the whole way of an utterance.

// The trace that has a span for which `matches` is true: its spans; undefined if there is none.
export function traceOf(spans, matches) {
  const found = spans.find(matches);
  return found && spans.filter(({ traceId }) => traceId === found.traceId);
}

export class TraceTree {
  #byId;

  constructor(spans) {
    this.spans = spans;
    this.#byId = new Map(spans.map((span) => [span.spanId, span]));
  }

  // The spans without a parent. A whole trace has one, or none if a client began it.
  get roots() {
    return this.spans.filter(({ parentId }) => !parentId);
  }

  // The spans whose parent is missing. `outside` is the span of a client that began the trace.
  orphans(outside) {
    return this.spans.filter(
      ({ parentId }) => parentId && parentId !== outside && !this.#byId.has(parentId),
    );
  }

  // The names from the root to the span, as "edge:name".
  path(span) {
    const names = [];
    const seen = new Set();
    for (let at = span; at && !seen.has(at); at = this.#byId.get(at.parentId)) {
      seen.add(at);
      names.unshift(`${at.service}:${at.name}`);
    }
    return names;
  }

  // The first span whose path has these names in this order, perhaps with others between.
  find(...names) {
    return this.spans.find((span) => {
      const path = this.path(span);
      if (path.at(-1) !== names.at(-1)) return false;
      let next = 0;
      for (const name of path) if (name === names[next]) next += 1;
      return next === names.length;
    });
  }

  // The paths of all spans, one a line, for the text of a failure.
  toString() {
    return this.spans.map((span) => this.path(span).join(" > ")).sort().join("\n");
  }
}
