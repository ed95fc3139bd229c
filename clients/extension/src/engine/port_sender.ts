/** Takes messages for the other end of a port. */
export interface PortSender<Message> {
  postMessage(message: Message): void;
}

interface SendingPort<Message> extends PortSender<Message> {
  readonly onDisconnect: { addListener(callback: () => void): void };
}

/**
 * Returns a sender to `port` that drops messages after the port's end. A browser throws for them, and
 * the user may close a tab or a panel at any time, also in the middle of a sentence.
 */
export function senderTo<Message>(port: SendingPort<Message>): PortSender<Message> {
  let open = true;
  port.onDisconnect.addListener(() => (open = false));
  return { postMessage: (message) => (open ? port.postMessage(message) : undefined) };
}
