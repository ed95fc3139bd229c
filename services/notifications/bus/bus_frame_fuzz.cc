#include <cstddef>
#include <cstdint>
#include <string>

#include "base/testing/fuzzing.h"
#include "services/notifications/bus/bus_frame.h"
#include "services/notifications/bus/bus_keys.h"

namespace {

using lossy::base::Require;
using lossy::notifications::BusFrame;
using lossy::notifications::BusKeys;
using lossy::notifications::DecodeFrame;
using lossy::notifications::EncodeFrame;
using lossy::notifications::FrameProblem;

constexpr char kKeys[] =
    R"({"keys":[{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}]})";
constexpr char kSubject[] = "lossy.events.notes";

}  // namespace

// Parses the input as a frame, as the body of a frame, and as a file of keys.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const BusKeys* const keys = new BusKeys(*BusKeys::Parse(kKeys));
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  BusFrame frame;
  Require(DecodeFrame(*keys, kSubject, input, &frame) != FrameProblem::kNone,
          "a random MAC is rejected");

  const std::string sender(BusFrame::kSenderBytes, 's');
  const std::string bytes =
      EncodeFrame(keys->first(), kSubject, {.sender = sender, .sequence = size, .body = input});
  Require(DecodeFrame(*keys, kSubject, bytes, &frame) == FrameProblem::kNone &&
              frame.body == input && frame.sequence == size && frame.sender == sender,
          "a frame is decoded as it was encoded");

  BusKeys::Parse(input).status().IgnoreError();
  return 0;
}
