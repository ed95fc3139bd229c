#include "edge/phoenix/v1.h"

#include <memory>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class DecodeV1Test : public testing::Test {
 protected:
  // A copy on the heap lets AddressSanitizer see a read behind the text.
  bool Decode(absl::string_view text) {
    text_ = std::make_unique<char[]>(text.size());
    text.copy(text_.get(), text.size());
    return DecodeV1(absl::string_view(text_.get(), text.size()), &scratch_, &message_);
  }

  std::unique_ptr<char[]> text_;
  std::string scratch_;
  Message message_;
};

TEST_F(DecodeV1Test, ReadsAFrameInAnyOrder) {
  ASSERT_TRUE(
      Decode(R"( {"ref":"2", "payload":{"a":[1]},"event":"echo" ,"topic":"room:a","more":{}} )"));
  EXPECT_EQ(message_.join_ref, "null");
  EXPECT_EQ(message_.ref, "\"2\"");
  EXPECT_EQ(message_.topic_json, "\"room:a\"");
  EXPECT_EQ(message_.topic, "room:a");
  EXPECT_EQ(message_.event, "echo");
  EXPECT_EQ(message_.payload, R"({"a":[1]})");
  EXPECT_FALSE(message_.binary);
}

TEST_F(DecodeV1Test, ReadsAJoinRefWhereThereIsOne) {
  ASSERT_TRUE(Decode(R"({"topic":"t","event":"e","payload":{},"ref":3,"join_ref":12})"));
  EXPECT_EQ(message_.join_ref, "12");
  EXPECT_EQ(message_.ref, "3");
}

TEST_F(DecodeV1Test, ReadsEscapedKeysAndTexts) {
  ASSERT_TRUE(Decode(R"({"\u0074opic":"r\u006fom","event":"\u0065\n","payload":"\n","ref":null})"));
  EXPECT_EQ(message_.topic, "room");
  EXPECT_EQ(message_.event, "e\n");
  EXPECT_EQ(message_.topic_json, R"("r\u006fom")");
  EXPECT_EQ(message_.payload, R"("\n")");
}

TEST_F(DecodeV1Test, LetsEveryMemberBeNull) {
  ASSERT_TRUE(Decode(R"({"topic":null,"event":null,"payload":null,"ref":null})"));
  EXPECT_FALSE(message_.topic_is_string);
  EXPECT_FALSE(message_.event_is_string);
  EXPECT_EQ(message_.topic_json, "null");
}

TEST_F(DecodeV1Test, RefusesAnInvalidFrame) {
  for (const char* text :
       {"", "{}", "null", "[]", R"([null,"1","t","e",{}])", R"({"topic":"t"})",
        R"({"event":"e","payload":{},"ref":"1"})", R"({"topic":"t","payload":{},"ref":"1"})",
        R"({"topic":"t","event":"e","ref":"1"})", R"({"topic":"t","event":"e","payload":{}})",
        R"({"topic":"t","event":"e","payload":{},"ref":"1",})",
        R"({"topic":"t","event":"e","payload":{},"ref":"1"} x)",
        R"({"topic":"t","event":"e","payload":{},"ref":"1")",
        R"({topic:"t","event":"e","payload":{},"ref":"1"})"}) {
    EXPECT_FALSE(Decode(text)) << text;
  }
}

TEST(V1Parts, HaveNoJoinRef) {
  EXPECT_EQ(
      absl::StrJoin(V1ReplyParts("\"2\"", "\"t\"", "ok", "{}"), ""),
      R"({"topic":"t","event":"phx_reply","ref":"2","payload":{"status":"ok","response":{}}})");
  EXPECT_EQ(absl::StrJoin(V1PushParts("\"t\"", "e", R"({"a":1})"), ""),
            R"({"topic":"t","event":"e","ref":null,"payload":{"a":1}})");
  EXPECT_EQ(absl::StrJoin(V1CloseParts("null", "\"t\""), ""),
            R"({"topic":"t","event":"phx_close","ref":null,"payload":{}})");
  EXPECT_EQ(absl::StrJoin(V1ErrorParts("\"12\"", "\"t\"", R"({"r":1})"), ""),
            R"({"topic":"t","event":"phx_error","ref":"12","payload":{"r":1}})");
}

}  // namespace
}  // namespace lossy::edge
