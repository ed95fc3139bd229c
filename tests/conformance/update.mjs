// Writes COVERAGE.md and DEVIATIONS.md.

import { fileURLToPath } from "node:url";
import { coverage, deviations, writeGenerated } from "./lib/coverage.mjs";
import { readTranscripts } from "./lib/transcript.mjs";

const transcripts = readTranscripts(fileURLToPath(new URL("transcripts", import.meta.url)));
writeGenerated("COVERAGE.md", coverage(transcripts));
writeGenerated("DEVIATIONS.md", deviations(transcripts));
