import { useEffect, useState } from "preact/hooks";

/** Shows a value that changes. `subscribe` adds a callback, and returns the function that removes it. */
export function useValue<Value>(
  read: () => Value,
  subscribe: (changed: () => void) => () => void,
  inputs: readonly unknown[],
): Value {
  const [, render] = useState(0);
  useEffect(() => {
    render((count) => count + 1);
    return subscribe(() => render((count) => count + 1));
  }, inputs as unknown[]);
  return read();
}
