#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "base/testing/fuzzing.h"
#include "services/agent/models/media/audio_decoder.h"
#include "services/agent/models/media/webm_repair.h"

namespace {

using lossy::agent::DecodeAudio;
using lossy::agent::RepairWebm;
using lossy::base::Require;

constexpr double kMaxSeconds = 5;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view audio(reinterpret_cast<const char*>(data), size);
  const auto samples = DecodeAudio(audio, kMaxSeconds);
  Require(samples.ok() || absl::IsInvalidArgument(samples.status()), "it is audio or refused");
  Require(!samples.ok() || !samples->empty(), "what is audio has a sound");
  const auto mended = RepairWebm(audio);
  Require(!mended || !RepairWebm(*mended), "what is mended needs no mending");
  return 0;
}
