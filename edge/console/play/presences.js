// The clients of a topic, as presence_state and presence_diff report them.

export class Presences {
  #metas = new Map();

  // Returns true if the event changed the list.
  receive(event, payload) {
    if (event === "presence_state") {
      this.#metas = new Map(Object.entries(payload).map(([key, { metas }]) => [key, metas]));
      return true;
    }
    if (event !== "presence_diff") return false;
    for (const [key, { metas }] of Object.entries(payload.joins ?? {})) this.#add(key, metas);
    for (const [key, { metas }] of Object.entries(payload.updates ?? {})) this.#add(key, metas);
    for (const [key, { metas }] of Object.entries(payload.leaves ?? {})) {
      this.#remove(key, metas.map(({ phx_ref }) => ({ phx_ref })));
    }
    return true;
  }

  // Returns [[user, metas]…], ordered by user.
  list() {
    return [...this.#metas].sort(([a], [b]) => a.localeCompare(b));
  }

  #add(key, metas) {
    this.#remove(key, metas);
    this.#metas.set(key, [...(this.#metas.get(key) ?? []), ...metas]);
  }

  #remove(key, metas) {
    // An update names the meta that it replaces.
    const refs = new Set(metas.flatMap((meta) => [meta.phx_ref, meta.phx_ref_prev]));
    const left = (this.#metas.get(key) ?? []).filter((meta) => !refs.has(meta.phx_ref));
    if (left.length > 0) {
      this.#metas.set(key, left);
    } else {
      this.#metas.delete(key);
    }
  }
}
