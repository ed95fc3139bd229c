/** The parts of the stock client's channel that a topic uses. */
export interface StockChannel {
  onMessage: (event: string, payload: any, ref?: string) => any;
  join(): StockPush;
  leave(): StockPush;
  push(event: string, payload: object): StockPush;
  on(event: string, callback: (payload: any) => void): number;
  onError(callback: (reason?: unknown) => void): number;
  onClose(callback: () => void): void;
}

/** The stock client's handle of a message that has a reply. */
export interface StockPush {
  receive(status: string, callback: (response: any) => void): StockPush;
}
