import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./lib/load.mjs";

const { problemText, RequestError, SignedOutError, QueueFullError } = await load(
  new URL("lib/problems.ts", import.meta.url),
);

const refused = (request, reason, message) => problemText(new RequestError(request, "video:meta", { reason, message }));

test("a failure is a sentence without the name of its reason", () => {
  assert.equal(
    refused("refine_note_with_vision", "not_configured", "no model"),
    "This server has no model that can see, so it cannot refine notes with a frame.",
  );
  assert.equal(refused("update_note", "conflict", "x"), "Another window changed that in the meantime. Look at the present text, then try again.");
  for (const reason of ["forbidden", "timeout", "unmatched topic", "too many channels joined", "rate_limited", "not_configured"]) {
    const text = refused("update_note", reason, "");
    assert.match(text, /^[A-Z].*\.$/, reason);
    assert.ok(!text.includes(reason), reason);
  }
});

test("the server's explanation is shown where it says more", () => {
  assert.equal(refused("create_note", "invalid_argument", "text is required"), "Text is required.");
  assert.equal(refused("create_note", "invalid_argument"), "The server did not accept a value of the request.");
  assert.match(refused("create_note", "quota_exceeded", 'the quota "notes" is reached'), /^The quota "notes" is reached\. Delete/);
});

test("a reason that this client does not know is explained by the server", () => {
  assert.equal(refused("create_note", "moon_phase", "the moon is full."), "The moon is full.");
  assert.equal(refused("create_note", "moon_phase"), "The request failed.");
});

test("errors of the browser are sentences too", () => {
  assert.equal(problemText(new DOMException("Permission denied", "NotAllowedError")), "The browser does not let this page use the microphone.");
  assert.equal(problemText(new TypeError("Failed to fetch")), "The server cannot be reached.");
  assert.equal(problemText(new SignedOutError()), "The user must sign in.");
  assert.match(problemText(new QueueFullError(5)), /no room/);
  assert.equal(problemText(new Error("odd")), "Odd.");
});
