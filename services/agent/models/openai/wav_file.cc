#include "services/agent/models/openai/wav_file.h"

#include <cstdint>

namespace lossy::agent {
namespace {

void AppendLittleEndian(std::uint32_t number, int bytes, std::string* file) {
  for (int i = 0; i < bytes; ++i) file->push_back(static_cast<char>(number >> (8 * i)));
}

}  // namespace

std::string WavFile(absl::Span<const std::int16_t> samples) {
  constexpr std::uint32_t kFormatBytes = 16, kPcm = 1, kChannels = 1, kSampleBytes = 2;
  constexpr std::uint32_t kHeadBytes = 36;  // Behind the size of the file.
  const auto data_bytes = static_cast<std::uint32_t>(samples.size() * kSampleBytes);
  std::string file = "RIFF";
  AppendLittleEndian(kHeadBytes + data_bytes, 4, &file);
  file += "WAVEfmt ";
  AppendLittleEndian(kFormatBytes, 4, &file);
  AppendLittleEndian(kPcm, 2, &file);
  AppendLittleEndian(kChannels, 2, &file);
  AppendLittleEndian(kSampleRate, 4, &file);
  AppendLittleEndian(kSampleRate * kSampleBytes, 4, &file);
  AppendLittleEndian(kSampleBytes, 2, &file);
  AppendLittleEndian(8 * kSampleBytes, 2, &file);
  file += "data";
  AppendLittleEndian(data_bytes, 4, &file);
  for (const std::int16_t sample : samples) {
    AppendLittleEndian(static_cast<std::uint16_t>(sample), 2, &file);
  }
  return file;
}

}  // namespace lossy::agent
