// Sound files for tests.

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

// A WAV file of one channel with these samples of 16 bits, so many a second.
export function wavOf(samples, rate) {
  const bytes = SAMPLE_BYTES * samples.length;
  const wav = Buffer.alloc(HEADER_BYTES + bytes);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(SAMPLE_BYTES * rate, 28);
  wav.writeUInt16LE(SAMPLE_BYTES, 32);
  wav.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(bytes, 40);
  samples.forEach((sample, i) => wav.writeInt16LE(sample, HEADER_BYTES + SAMPLE_BYTES * i));
  return wav;
}
