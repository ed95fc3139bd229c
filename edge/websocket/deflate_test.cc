#include "edge/websocket/deflate.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using Result = Deflate::Result;

class DeflateTest : public testing::Test {
 protected:
  Result Inflate(absl::string_view payload, std::size_t max_message = 1 << 20) {
    return deflate_.Inflate(payload, max_message, &message_);
  }

  Deflate deflate_;
  absl::string_view message_;
};

TEST_F(DeflateTest, RestoresCompressedMessages) {
  const std::string sizes[] = {"", "a", std::string(300, 'x'), std::string(1 << 19, 'y')};
  for (const std::string& text : sizes) {
    const EncodedMessagePtr frame = deflate_.Encode(MessageKind::kText, {{"[", text, "]"}});
    EXPECT_EQ(frame->wire_bytes()[0], static_cast<char>(0xc1));
    ASSERT_EQ(Inflate(frame->payload()), Result::kDone);
    EXPECT_TRUE(message_ == absl::StrCat("[", text, "]"));
  }
}

TEST_F(DeflateTest, NeedsNoEarlierMessage) {
  const std::string text = "the same text, again and again";
  const std::string first(deflate_.Encode(MessageKind::kText, {{text}})->payload());
  const std::string second(deflate_.Encode(MessageKind::kText, {{text}})->payload());
  EXPECT_EQ(first, second);
  ASSERT_EQ(Inflate(second), Result::kDone);
  EXPECT_EQ(message_, text);
}

TEST_F(DeflateTest, CompressesASharedMessageOnce) {
  const EncodedMessagePtr shared =
      EncodedMessage::Encode(MessageKind::kBinary, {{std::string(1000, 'x')}});
  const EncodedMessagePtr compressed = deflate_.Compressed(shared);
  EXPECT_EQ(deflate_.Compressed(shared), compressed);
  EXPECT_EQ(compressed->kind(), MessageKind::kBinary);
  EXPECT_LT(compressed->wire_bytes().size(), 100u);
  ASSERT_EQ(Inflate(compressed->payload()), Result::kDone);
  EXPECT_EQ(message_, shared->payload());
}

// RFC 7692, section 7.2.3.
TEST_F(DeflateTest, ReadsTheExamplesOfTheRfc) {
  for (const char* hex : {"f248cdc9c90700", "000500faff48656c6c6f00", "f348cdc9c9070000"}) {
    ASSERT_EQ(Inflate(absl::HexStringToBytes(hex)), Result::kDone) << hex;
    EXPECT_EQ(message_, "Hello") << hex;
  }
}

TEST_F(DeflateTest, StopsWhereAMessageBecomesTooBig) {
  const EncodedMessagePtr bomb = deflate_.Encode(MessageKind::kText, {{std::string(1 << 20, '0')}});
  EXPECT_EQ(Inflate(bomb->payload(), (1 << 20) - 1), Result::kTooBig);
  EXPECT_EQ(Inflate(bomb->payload(), 1 << 20), Result::kDone);
  EXPECT_EQ(Inflate(bomb->payload(), 0), Result::kTooBig);
}

TEST_F(DeflateTest, RefusesUncompressedBytes) {
  EXPECT_EQ(Inflate("Hello"), Result::kMalformed);
  EXPECT_EQ(Inflate("\xff\xff\xff"), Result::kMalformed);
  const EncodedMessagePtr good = deflate_.Encode(MessageKind::kText, {{"good"}});
  ASSERT_EQ(Inflate(good->payload()), Result::kDone);
  EXPECT_EQ(message_, "good");
}

}  // namespace
}  // namespace lossy::edge
