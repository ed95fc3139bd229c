// The parts of the stock client that this package uses.

declare module "phoenix" {
  export interface Message {
    topic: string;
    event: string;
    ref: string | null;
    payload: any;
  }

  export class Socket {
    constructor(endPoint: string, options?: object);
    transport: unknown;
    longPollFallbackMs: number | undefined;
    connect(): void;
    disconnect(callback?: () => void, code?: number, reason?: string): void;
    isConnected(): boolean;
    channel(topic: string, params?: object | (() => object)): any;
    makeRef(): string;
    push(message: object): void;
    ping(callback: (milliseconds: number) => void): boolean;
    onOpen(callback: () => void): string;
    onClose(callback: (event: { code?: number; reason?: string }) => void): string;
    onMessage(callback: (message: Message) => void): string;
  }

  export class LongPoll {}

  export class Presence {
    constructor(channel: object);
    onSync(callback: () => void): void;
    list<T>(chooser: (key: string, presence: { metas: any[] }) => T): T[];
  }
}
