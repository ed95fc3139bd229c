#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "services/agent/models/api/samples.h"

namespace lossy::agent {

// Returns a file of media/testdata for tests. The speech is synthetic; see the README there.
inline std::string TestRecording(const std::string& name) {
  std::ifstream file(absl::StrCat("services/agent/models/media/testdata/", name), std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

// Returns a WAV file with these samples. Its head states `claimed_bytes` as their size, or the real
// size for 0.
inline std::string WavOf(absl::Span<const std::int16_t> samples, std::uint32_t claimed_bytes = 0) {
  const auto bytes = static_cast<std::uint32_t>(samples.size() * sizeof(samples[0]));
  const std::uint32_t data_bytes = claimed_bytes == 0 ? bytes : claimed_bytes;
  std::string wav;
  const auto append = [&wav](auto number) {
    wav.append(reinterpret_cast<const char*>(&number), sizeof(number));
  };
  wav.append("RIFF");
  append(data_bytes + 36);
  wav.append("WAVEfmt ");
  append(std::uint32_t{16});
  append(std::uint16_t{1});  // PCM.
  append(std::uint16_t{1});  // One channel.
  append(std::uint32_t{kSampleRate});
  append(std::uint32_t{kSampleRate * 2});
  append(std::uint16_t{2});
  append(std::uint16_t{16});
  wav.append("data");
  append(data_bytes);
  wav.append(reinterpret_cast<const char*>(samples.data()), bytes);
  return wav;
}

}  // namespace lossy::agent
