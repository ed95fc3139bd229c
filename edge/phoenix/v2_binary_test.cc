#include "edge/phoenix/v2_binary.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class DecodeV2BinaryTest : public testing::Test {
 protected:
  // A copy on the heap lets AddressSanitizer see a read behind the bytes.
  bool Decode(absl::string_view bytes) {
    bytes_ = std::make_unique<char[]>(bytes.size());
    bytes.copy(bytes_.get(), bytes.size());
    return DecodeV2Binary(absl::string_view(bytes_.get(), bytes.size()), &scratch_, &message_);
  }
  bool DecodeHex(absl::string_view hex) { return Decode(absl::HexStringToBytes(hex)); }

  std::unique_ptr<char[]> bytes_;
  std::string scratch_;
  Message message_;
};

TEST_F(DecodeV2BinaryTest, ReadsAPush) {
  ASSERT_TRUE(DecodeHex("00020305053132313233746f7069636576656e74656667"));
  EXPECT_EQ(message_.join_ref, "\"12\"");
  EXPECT_EQ(message_.ref, "\"123\"");
  EXPECT_EQ(message_.topic, "topic");
  EXPECT_EQ(message_.topic_json, "\"topic\"");
  EXPECT_EQ(message_.event, "event");
  EXPECT_EQ(message_.payload, "efg");
  EXPECT_TRUE(message_.binary);
}

TEST_F(DecodeV2BinaryTest, CountsSizesInBytes) {
  ASSERT_TRUE(DecodeHex("0004010a02f09f9a8031726f6f6d3a636166c3a9cf8001"));
  EXPECT_EQ(message_.join_ref, "\"🚀\"");
  EXPECT_EQ(message_.topic, "room:café");
  EXPECT_EQ(message_.event, "π");
  EXPECT_EQ(message_.payload, "\x01");
}

TEST_F(DecodeV2BinaryTest, TakesAnEmptyRefForAnEmptyStringAndNotForNone) {
  ASSERT_TRUE(DecodeHex("0000020709383170686f656e6978686561727462656174"));
  EXPECT_EQ(message_.join_ref, "\"\"");
  EXPECT_EQ(message_.event, "heartbeat");
  EXPECT_EQ(message_.payload, "");
}

TEST_F(DecodeV2BinaryTest, EscapesCharactersForJson) {
  ASSERT_TRUE(
      Decode(absl::string_view("\x00\x01\x01\x02\x01\"\\\n\x01"
                               "e",
                               10)));
  EXPECT_EQ(message_.join_ref, R"("\"")");
  EXPECT_EQ(message_.ref, R"("\\")");
  EXPECT_EQ(message_.topic_json, R"("\n\u0001")");
  EXPECT_EQ(message_.topic, "\n\x01");
}

TEST_F(DecodeV2BinaryTest, RefusesInvalidPushes) {
  for (const char* hex : {
           "", "00", "00000000", "01000000000000", "02050574", "ff00000000",
           "0002030505313231",  // Ends within a text.
           "00000002000a",      // Ends within the topic's size.
           "0000000101ff65",    // A topic that is not UTF-8.
       }) {
    EXPECT_FALSE(DecodeHex(hex)) << hex;
  }
}

std::string Hex(absl::string_view bytes) { return absl::BytesToHexString(bytes); }

TEST(BinaryHeaders, AreThoseOfPhoenix) {
  std::string out;
  ASSERT_TRUE(AppendBinaryPush("\"12\"", "topic", "event", &out));
  EXPECT_EQ(Hex(absl::StrCat(out, "efg")), "000205053132746f7069636576656e74656667");
  out.clear();
  ASSERT_TRUE(AppendBinaryReply("\"12\"", "\"123\"", "topic", "ok", &out));
  EXPECT_EQ(Hex(absl::StrCat(out, "efg")), "01020305023132313233746f7069636f6b656667");
  out.clear();
  ASSERT_TRUE(AppendBinaryBroadcast("topic", "event", &out));
  EXPECT_EQ(Hex(absl::StrCat(out, "efg")), "020505746f7069636576656e74656667");
}

TEST(BinaryHeaders, WriteRefsWithoutJson) {
  std::string out;
  ASSERT_TRUE(AppendBinaryReply("null", "7", "t", "ok", &out));
  EXPECT_EQ(out, absl::string_view("\x01\x00\x01\x01\x02"
                                   "7tok",
                                   9));
  out.clear();
  ASSERT_TRUE(AppendBinaryPush(R"("\u0031")", "t", "e", &out));
  EXPECT_EQ(out, absl::string_view("\x00\x01\x01\x01"
                                   "1te",
                                   7));
}

TEST(BinaryHeaders, HaveTextsOfUpTo255Bytes) {
  std::string out;
  EXPECT_TRUE(AppendBinaryBroadcast(std::string(255, 't'), "e", &out));
  out.clear();
  EXPECT_FALSE(AppendBinaryBroadcast(std::string(256, 't'), "e", &out));
  EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace lossy::edge
