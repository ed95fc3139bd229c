/** A set of callbacks. A callback that throws does not keep the others from their call. */
export class Listeners<Value> {
  #callbacks = new Set<(value: Value) => void>();

  /** Adds a callback. The returned function removes it. */
  add(callback: (value: Value) => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** Calls each callback. Errors of callbacks are reported as uncaught. */
  emit(value: Value): void {
    for (const callback of [...this.#callbacks]) {
      try {
        callback(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
