// Writes that are repeated until they are acknowledged, as docs/clients.md advises.

import { randomUUID } from "node:crypto";
import { Refused, Unanswered } from "./client.mjs";
import { pause } from "./wait.mjs";

// The answers to the writers.
export class Tally {
  acknowledged = 0;
  refusals = [];
  unanswered = 0;

  // With `epochsEnd` channels end, and with them the answers to what was on its way.
  constructor({ epochsEnd = false } = {}) {
    this.epochsEnd = epochsEnd;
  }

  acknowledge() {
    ++this.acknowledged;
  }

  // After so many milliseconds.
  refuse(response, ms) {
    this.refusals.push({ ...response, ms });
  }

  toString() {
    const slowest = Math.max(0, ...this.refusals.map(({ ms }) => ms));
    const refused = `${this.refusals.length} refused, the slowest after ${slowest} ms`;
    return `${this.acknowledged} acknowledged, ${refused}, ${this.unanswered} without an answer`;
  }
}

// Anything but a refusal is an error: so is a write without an answer, unless epochs end.
export const writeUntilAcknowledged = (topic, event, payload, tally) =>
  pushUntilAnswered(topic, event, { ...payload, request_id: randomUUID() }, tally);

// The same for what changes nothing.
export async function pushUntilAnswered(topic, event, payload, tally) {
  for (;;) {
    const start = performance.now();
    try {
      const response = await topic.push(event, payload);
      tally.acknowledge();
      return response;
    } catch (error) {
      if (error instanceof Unanswered && tally.epochsEnd) {
        ++tally.unanswered;
        continue;
      }
      if (!(error instanceof Refused)) throw error;
      tally.refuse(error.response, performance.now() - start);
      await pause(error.response.retry_after_ms);
    }
  }
}
