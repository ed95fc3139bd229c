#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/testing/fuzzing.h"
#include "services/agent/models/media/recorded_stream.h"

namespace {

using lossy::agent::RecordedStream;
using lossy::base::Require;

constexpr double kRawRate = 2'000;

}  // namespace

// The first byte is the size of the pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece_bytes = std::size_t{data[0]} * 8 + 1;
  const absl::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string stored, saved, header;
  double seconds = 0;
  for (std::size_t at = 0; at < bytes.size(); at += piece_bytes) {
    RecordedStream stream = RecordedStream::Restore(
        kRawRate, saved, header, static_cast<std::int64_t>(stored.size()), seconds);
    stored += stream.Take(bytes.substr(at, piece_bytes));
    Require(std::isfinite(stream.seconds()), "a recording has a length");
    Require(stream.seconds() >= 0, "a recording has no negative length");
    for (const RecordedStream::Unit& unit : stream.units()) {
      Require(unit.at <= stored.size(), "a part is where something is stored");
    }
    seconds = stream.seconds();
    header = stream.header();
    saved = stream.Save(static_cast<std::int64_t>(stored.size()));
  }
  return 0;
}
