#include "edge/websocket/frame_reader.h"

#include <vector>

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kMaxMessage = 1 << 20;
constexpr char kMask[] = "\x11\x22\x33\x44";

struct FrameOptions {
  int opcode = 1;
  bool final = true;
  bool masked = true;
  int reserved = 0;
};

std::string ClientFrame(const std::string& payload, FrameOptions options = {}) {
  std::string frame;
  frame.push_back(
      static_cast<char>((options.final ? 0x80 : 0) | options.reserved << 4 | options.opcode));
  const char mask_bit = static_cast<char>(options.masked ? 0x80 : 0);
  if (payload.size() < 126) {
    frame.push_back(static_cast<char>(mask_bit | static_cast<char>(payload.size())));
  } else {
    const bool small = payload.size() <= 0xffff;
    frame.push_back(static_cast<char>(mask_bit | (small ? 126 : 127)));
    for (int shift = small ? 8 : 56; shift >= 0; shift -= 8) {
      frame.push_back(static_cast<char>(static_cast<std::uint64_t>(payload.size()) >> shift));
    }
  }
  if (options.masked) frame.append(kMask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame.push_back(static_cast<char>(payload[i] ^ (options.masked ? kMask[i % 4] : 0)));
  }
  return frame;
}

// Returns the results when `step` bytes arrive at a time.
std::vector<std::string> Read(const std::string& bytes, std::size_t step) {
  FrameReader reader;
  std::string pending;
  std::vector<std::string> seen;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    pending += bytes.substr(at, step);
    std::size_t consumed = 0;
    for (;;) {
      const Inbound in = reader.Next(pending.data(), pending.size(), kMaxMessage, &consumed);
      if (in.kind == Inbound::Kind::kIncomplete) break;
      const char* kinds[] = {"", "message", "ping", "pong", "close", "violation"};
      seen.push_back(
          std::string(kinds[static_cast<int>(in.kind)]) + " " +
          (in.close_code != 0 ? std::to_string(in.close_code) : std::string(in.payload)));
      if (in.kind == Inbound::Kind::kViolation) return seen;
    }
    pending.erase(0, consumed);
  }
  return seen;
}

class ReadInSteps : public testing::TestWithParam<std::size_t> {};

TEST_P(ReadInSteps, GivesTheSameMessagesForAnySplitOfTheBytes) {
  const std::string big(70'000, 'x');
  const std::string bytes =
      ClientFrame("one") + ClientFrame("é", {.opcode = 1, .final = false}).substr(0, 0) +
      ClientFrame("fra", {.final = false}) + ClientFrame("p", {.opcode = 9}) +
      ClientFrame("gme", {.opcode = 0, .final = false}) + ClientFrame("nt", {.opcode = 0}) +
      ClientFrame(big, {.opcode = 2}) + ClientFrame("", {.opcode = 10}) +
      ClientFrame("\x03\xe9", {.opcode = 8});
  EXPECT_EQ(Read(bytes, GetParam()),
            (std::vector<std::string>{"message one", "ping p", "message fragment", "message " + big,
                                      "pong ", "close 1001"}));
}

INSTANTIATE_TEST_SUITE_P(Steps, ReadInSteps, testing::Values(1, 2, 7, 1000, 1 << 20));

TEST(FrameReader, JoinsACharacterThatIsSplitOverFragments) {
  const std::string text = "é";
  EXPECT_EQ(Read(ClientFrame(text.substr(0, 1), {.final = false}) +
                     ClientFrame(text.substr(1), {.opcode = 0}),
                 100),
            (std::vector<std::string>{"message é"}));
}

struct Violation {
  std::string name;
  std::string bytes;
  int code;
};

class Violations : public testing::TestWithParam<Violation> {};

TEST_P(Violations, CloseWithTheirCode) {
  EXPECT_EQ(Read(GetParam().bytes, 1 << 20),
            (std::vector<std::string>{"violation " + std::to_string(GetParam().code)}));
}

TEST_P(Violations, HaveAReasonInWords) {
  FrameReader reader;
  std::string bytes = GetParam().bytes + std::string(64, '\0');
  std::size_t consumed = 0;
  Inbound inbound;
  do {
    inbound = reader.Next(bytes.data(), GetParam().bytes.size(), kMaxMessage, &consumed);
  } while (inbound.kind != Inbound::Kind::kViolation && inbound.kind != Inbound::Kind::kIncomplete);
  EXPECT_EQ(inbound.kind, Inbound::Kind::kViolation);
  EXPECT_FALSE(inbound.problem.empty());
}

std::string WithLength(std::string header, std::uint64_t length, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    header.push_back(static_cast<char>(length >> shift));
  }
  return header + kMask;
}

INSTANTIATE_TEST_SUITE_P(
    Rfc6455, Violations,
    testing::Values(
        Violation{"Unmasked", ClientFrame("a", {.masked = false}), 1002},
        Violation{"ReservedBit", ClientFrame("a", {.reserved = 4}), 1002},
        Violation{"UnknownOpcode", ClientFrame("a", {.opcode = 3}), 1002},
        Violation{"UnknownControl", ClientFrame("a", {.opcode = 11}), 1002},
        Violation{"FragmentedPing", ClientFrame("a", {.opcode = 9, .final = false}), 1002},
        Violation{"LongPing", ClientFrame(std::string(126, 'a'), {.opcode = 9}), 1002},
        Violation{"ContinuationOfNothing", ClientFrame("a", {.opcode = 0}), 1002},
        Violation{"NewMessageInFragments", ClientFrame("a", {.final = false}) + ClientFrame("b"),
                  1002},
        Violation{"LengthNotMinimal", WithLength("\x81\xfe", 5, 2), 1002},
        Violation{"LongLengthNotMinimal", WithLength("\x81\xff", 500, 8), 1002},
        Violation{"LengthWithTopBit", WithLength("\x81\xff", 1ull << 63, 8), 1002},
        Violation{"TooBig", WithLength("\x81\xff", kMaxMessage + 1, 8), 1009},
        Violation{"TooBigInAll",
                  ClientFrame(std::string(kMaxMessage, 'a'), {.final = false}) +
                      ClientFrame("b", {.opcode = 0}),
                  1009},
        Violation{"BadUtf8", ClientFrame("\xff\xfe"), 1007},
        Violation{"Surrogate", ClientFrame("\xed\xa0\x80"), 1007},
        Violation{"CloseOfOneByte", ClientFrame("a", {.opcode = 8}), 1002},
        Violation{"CloseWith1005", ClientFrame("\x03\xed", {.opcode = 8}), 1002},
        Violation{"CloseReasonBadUtf8", ClientFrame("\x03\xe8\xff", {.opcode = 8}), 1007}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace lossy::edge
