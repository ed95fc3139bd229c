// Makes the recordings that tests of real recorders use: a browser without a window records a fake
// microphone, in which flite speaks, with its own MediaRecorder. Needs flite, ffmpeg, and the browser.
//
//   node tests/recorders/record.mjs FOLDER chromium|firefox [NAME…]
//
// Writes FOLDER/NAME.EXTENSION, and FOLDER/NAME.pieces: the bytes of each piece that the recorder
// delivered, a number on each line.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const LONGEST_MS = 60_000;
const PAGE = fs.readFileSync(fileURLToPath(new URL("page.html", import.meta.url)));

// Words with a pause of a second between them, so that a test can find where a recording was cut.
const SENTENCES = [
  "the music is too loud right here",
  "please cut this awkward pause",
  "i really like this transition keep it",
];

// Query of page.html by the recording's name.
const RECORDINGS = {
  chromium: {
    chromium_default: { slice: 250, ms: 8_500 },
    chromium_24k: { slice: 1_000, ms: 8_500, audio_bits: 24_000 },
    chromium_48k: { slice: 100, ms: 8_500, audio_bits: 48_000 },
    chromium_3s: { slice: 3_000, ms: 8_500, audio_bits: 32_000 },
    chromium_video: { slice: 250, ms: 6_500, audio_bits: 48_000, video: 1, type: "video/webm;codecs=vp8,opus" },
    chromium_video_mp4: { slice: 250, ms: 4_000, video: 1, type: "video/mp4" },
    chromium_mp4: { slice: 1_000, ms: 8_500, audio_bits: 48_000, type: "audio/mp4;codecs=opus" },
  },
  firefox: {
    firefox_default: { slice: 250, ms: 4_500 },
    firefox_webm: { slice: 1_000, ms: 6_500, audio_bits: 24_000, type: "audio/webm;codecs=opus" },
    firefox_video: { slice: 250, ms: 3_500, audio_bits: 32_000, video: 1, type: "video/webm;codecs=vp8,opus" },
  },
};

// By the first bytes: Firefox does not name the type that it chose.
function extensionOf(bytes) {
  if (bytes.subarray(0, 4).toString("latin1") === "OggS") return "ogg";
  return bytes.subarray(4, 8).toString("latin1") === "ftyp" ? "mp4" : "webm";
}

function speak(folder) {
  const parts = SENTENCES.map((sentence, index) => {
    const wav = path.join(folder, `${index}.wav`);
    execFileSync("flite", ["-voice", "rms", "-t", sentence, "-o", wav]);
    return wav;
  });
  const whole = path.join(folder, "speech.wav");
  const inputs = parts.flatMap((wav) => ["-i", wav]);
  const padded = parts.map((_, index) => `[${index}]apad=pad_dur=1[p${index}]`).join(";");
  const joined = parts.map((_, index) => `[p${index}]`).join("");
  execFileSync("ffmpeg", [
    "-nostdin", "-loglevel", "error", "-y", ...inputs, "-filter_complex",
    `${padded};${joined}concat=n=${parts.length}:v=0:a=1,aresample=48000`, "-ac", "1", whole,
  ]);
  return whole;
}

function chromium(url, folder, speech) {
  return spawn("chromium", [
    "--headless=new", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}/profile`,
    "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
    `--use-file-for-fake-audio-capture=${speech}`, "--autoplay-policy=no-user-gesture-required", url,
  ], { stdio: "ignore", detached: true });
}

// Firefox's fake microphone is a tone: it has no file to read.
function firefox(url, folder) {
  const profile = path.join(folder, "profile");
  fs.mkdirSync(profile, { recursive: true });
  const settings = {
    "media.navigator.streams.fake": true,
    "media.navigator.permission.disabled": true,
    "browser.shell.checkDefaultBrowser": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "app.update.enabled": false,
  };
  const lines = Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});`);
  fs.writeFileSync(path.join(profile, "user.js"), lines.join("\n"));
  return spawn("firefox-esr", ["--headless", "--no-remote", "--profile", profile, url], {
    stdio: "ignore", detached: true, env: { ...process.env, HOME: folder },
  });
}

const BROWSERS = { chromium, firefox };

// The bodies that the page posted.
function serveUntilRecorded(server) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("nothing was recorded in time")), LONGEST_MS).unref();
    server.on("request", (request, response) => {
      if (request.method === "GET") return response.setHeader("content-type", "text/html").end(PAGE);
      const body = [];
      request.on("data", (bytes) => body.push(bytes));
      request.on("end", () => {
        response.end();
        const bytes = Buffer.concat(body);
        if (request.url === "/recorded") resolve(bytes);
        else reject(new Error(String(bytes)));
      });
    });
  });
}

function pieces(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32LE(at);
    found.push(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return found;
}

async function record(browser, query, speech) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "recorder-"));
  const server = http.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const recorded = serveUntilRecorded(server);
  const url = `http://127.0.0.1:${server.address().port}/?${new URLSearchParams(query)}`;
  const child = BROWSERS[browser](url, folder, speech);
  try {
    return await recorded;
  } finally {
    const exited = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    server.closeAllConnections();
    server.close();
    await exited;
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function main([target, browser, ...names]) {
  const known = RECORDINGS[browser];
  if (!target || !known) throw new Error("usage: record.mjs FOLDER chromium|firefox [NAME…]");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "speech-"));
  const speech = speak(folder);
  for (const name of names.length > 0 ? names : Object.keys(known)) {
    try {
      const found = pieces(await record(browser, known[name], speech));
      const whole = Buffer.concat(found);
      const file = path.join(target, `${name}.${extensionOf(whole)}`);
      fs.writeFileSync(file, whole);
      fs.writeFileSync(path.join(target, `${name}.pieces`), found.map((piece) => `${piece.length}\n`).join(""));
      console.log(`${file}: ${found.length} pieces, ${whole.length} bytes`);
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
  }
  fs.rmSync(folder, { recursive: true });
}

await main(process.argv.slice(2));
