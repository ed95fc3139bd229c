#include "edge/websocket/frame_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/testing/fuzzing.h"
#include "simdjson.h"

namespace {

using lossy::base::InPieces;
using lossy::base::Require;
using lossy::edge::FrameReader;
using lossy::edge::Inbound;
using lossy::edge::Opcode;

constexpr std::size_t kMaxMessage = 1000;

void Check(const Inbound& inbound) {
  Require(inbound.payload.size() <= kMaxMessage, "no message is larger than it may be");
  const bool text = inbound.kind == Inbound::Kind::kMessage && inbound.opcode == Opcode::kText;
  Require(!text || inbound.compressed ||
              simdjson::validate_utf8(inbound.payload.data(), inbound.payload.size()),
          "a text is UTF-8");
}

bool IsLast(const Inbound& inbound) {
  return inbound.kind == Inbound::Kind::kClose || inbound.kind == Inbound::Kind::kViolation;
}

std::string ToString(const Inbound& in) {
  return absl::StrCat(static_cast<int>(in.kind), " ", static_cast<int>(in.opcode), " ",
                      in.compressed, " ", in.close_code, " ", in.payload, "\n");
}

// Returns the results of reading bytes that arrive in these pieces.
std::string Read(const std::vector<absl::string_view>& pieces, bool compression) {
  FrameReader reader;
  if (compression) reader.AllowCompression();
  std::string unread, seen;
  for (const absl::string_view piece : pieces) {
    absl::StrAppend(&unread, piece);
    // A copy of exactly the input's size lets AddressSanitizer see reads behind its end.
    std::vector<char> bytes(unread.begin(), unread.end());
    std::size_t consumed = 0;
    for (;;) {
      const Inbound inbound = reader.Next(bytes.data(), bytes.size(), kMaxMessage, &consumed);
      Require(consumed <= bytes.size(), "nothing is consumed that is not there");
      if (inbound.kind == Inbound::Kind::kIncomplete) break;
      Check(inbound);
      seen += ToString(inbound);
      if (IsLast(inbound)) return seen;
    }
    Require(reader.wanted() == 0 || bytes.size() - consumed < reader.wanted(),
            "a frame that is there is not waited for");
    unread.assign(bytes.begin() + static_cast<std::ptrdiff_t>(consumed), bytes.end());
  }
  return seen;
}

}  // namespace

// Reads the input as the bytes of a client, in one piece and in several.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  for (const bool compression : {false, true}) {
    Require(Read({input}, compression) == Read(InPieces(input), compression),
            "it does not matter how the bytes arrive");
  }
  return 0;
}
