#include "services/notifications/bus/bus_frame.h"

#include "gtest/gtest.h"
#include "services/notifications/bus/test_bus_keys.h"

namespace lossy::notifications {
namespace {

class BusFrameTest : public testing::Test {
 protected:
  FrameProblem Decode(absl::string_view bytes, absl::string_view subject = "subject") {
    return DecodeFrame(keys_, subject, bytes, &decoded_);
  }

  const BusKeys keys_ = *BusKeys::Parse(BusKeysJson({"ours"}));
  const std::string bytes_ = EncodeFrame(keys_.first(), "subject",
                                         {.kind = BusFrame::Kind::kMessage,
                                          .sender = "0123456789abcdef",
                                          .sequence = 0x0102030405060708,
                                          .body = "body"});
  BusFrame decoded_;
};

TEST_F(BusFrameTest, IsDecodedAsItWasEncoded) {
  ASSERT_EQ(Decode(bytes_), FrameProblem::kNone);
  EXPECT_EQ(decoded_.kind, BusFrame::Kind::kMessage);
  EXPECT_EQ(decoded_.sender, "0123456789abcdef");
  EXPECT_EQ(decoded_.sequence, 0x0102030405060708u);
  EXPECT_EQ(decoded_.body, "body");
  EXPECT_EQ(bytes_.size(), BusFrame::kOverhead + 4);
}

TEST_F(BusFrameTest, MayHaveNoBody) {
  const std::string bytes = EncodeFrame(keys_.first(), "subject",
                                        {.sender = "0123456789abcdef", .sequence = 1, .body = ""});
  ASSERT_EQ(Decode(bytes), FrameProblem::kNone);
  EXPECT_EQ(decoded_.body, "");
}

TEST_F(BusFrameTest, IsRefusedWhenAnyByteIsChanged) {
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    for (const char flip : {'\x01', '\x80'}) {
      std::string changed = bytes_;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      EXPECT_NE(Decode(changed), FrameProblem::kNone) << i;
    }
  }
}

TEST_F(BusFrameTest, IsRefusedWhenItIsCutOrLongerAtAnyPlace) {
  for (std::size_t size = 0; size < bytes_.size(); ++size) {
    EXPECT_NE(Decode(absl::string_view(bytes_).substr(0, size)), FrameProblem::kNone) << size;
    EXPECT_NE(Decode(absl::string_view(bytes_).substr(bytes_.size() - size)), FrameProblem::kNone);
  }
  EXPECT_NE(Decode(bytes_ + "x"), FrameProblem::kNone);
}

TEST_F(BusFrameTest, IsGoodOnItsOwnSubjectAlone) {
  EXPECT_EQ(Decode(bytes_, "another"), FrameProblem::kForged);
  EXPECT_EQ(Decode(bytes_, "subjec"), FrameProblem::kForged);
}

TEST_F(BusFrameTest, DistinguishesAnotherKeyFromAForgery) {
  const BusKeys other = *BusKeys::Parse(BusKeysJson({"theirs"}));
  EXPECT_EQ(DecodeFrame(other, "subject", bytes_, &decoded_), FrameProblem::kUnknownKey);
}

}  // namespace
}  // namespace lossy::notifications
