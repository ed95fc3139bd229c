#include "edge/phoenix/v2.h"

#include <memory>

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

class DecodeV2Test : public testing::Test {
 protected:
  // A copy on the heap lets AddressSanitizer see a read behind the text.
  bool Decode(absl::string_view text) {
    text_ = std::make_unique<char[]>(text.size());
    text.copy(text_.get(), text.size());
    return DecodeV2(absl::string_view(text_.get(), text.size()), &scratch_, &message_);
  }

  std::unique_ptr<char[]> text_;
  std::string scratch_;
  Message message_;
};

TEST_F(DecodeV2Test, ReadsAFrame) {
  ASSERT_TRUE(Decode(R"(["3","5","room:S","new_msg",{"text":"too slow","parts":[]}])"));
  EXPECT_EQ(message_.join_ref, "\"3\"");
  EXPECT_EQ(message_.ref, "\"5\"");
  EXPECT_EQ(message_.topic_json, "\"room:S\"");
  EXPECT_EQ(message_.topic, "room:S");
  EXPECT_EQ(message_.event, "new_msg");
  EXPECT_EQ(message_.payload, R"({"text":"too slow","parts":[]})");
  EXPECT_TRUE(message_.topic_is_string);
  EXPECT_TRUE(message_.event_is_string);
}

TEST_F(DecodeV2Test, KeepsRefsAsTheyCame) {
  for (const char* ref : {"77", "1.5", "true", R"({"a":1})", "\"\"", "null", R"("\u0031")"}) {
    ASSERT_TRUE(Decode(std::string("[") + ref + "," + ref + R"(,"t","e",{}])"));
    EXPECT_EQ(message_.join_ref, ref);
    EXPECT_EQ(message_.ref, ref);
  }
}

TEST_F(DecodeV2Test, TakesAnyPayload) {
  for (const char* payload :
       {"{}", "[1,2]", "\"text\"", "12345678901234567890123", "1.0e3", "-0.0", "null", "false"}) {
    ASSERT_TRUE(Decode(std::string(R"([null,"5","phoenix","heartbeat",)") + payload + "]"));
    EXPECT_EQ(message_.payload, payload);
  }
}

TEST_F(DecodeV2Test, IgnoresMoreElementsThanFive) {
  ASSERT_TRUE(Decode(R"([null,"5","phoenix","heartbeat",{},"extra",1])"));
  EXPECT_EQ(message_.payload, "{}");
}

TEST_F(DecodeV2Test, AcceptsWhiteSpaceAroundTokens) {
  ASSERT_TRUE(Decode(" [ \"1\" ,\n\"2\"\t, \"t\" , \"e\" , { } ]\r\n"));
  EXPECT_EQ(message_.join_ref, "\"1\"");
  EXPECT_EQ(message_.topic, "t");
  EXPECT_EQ(message_.payload, "{ }");
}

TEST_F(DecodeV2Test, UnescapesTopicAndEvent) {
  ASSERT_TRUE(Decode(R"(["1","1","room:\u00e9\"\ud83d\ude00","a\/b",{}])"));
  EXPECT_EQ(message_.topic_json, R"("room:\u00e9\"\ud83d\ude00")");
  EXPECT_EQ(message_.topic, "room:é\"😀");
  EXPECT_EQ(message_.event, "a/b");
}

TEST_F(DecodeV2Test, ForgetsTheFrameBefore) {
  ASSERT_TRUE(Decode(R"(["1","1","\u0061","\u0062",{}])"));
  ASSERT_TRUE(Decode(R"(["1","1",5,"\u0063",{}])"));
  EXPECT_EQ(message_.topic, "");
  EXPECT_EQ(message_.event, "c");
}

TEST_F(DecodeV2Test, ReportsATopicOrEventThatIsNoString) {
  ASSERT_TRUE(Decode(R"([null,"1",5,{"a":"b"},{}])"));
  EXPECT_EQ(message_.topic_json, "5");
  EXPECT_EQ(message_.topic, "");
  EXPECT_EQ(message_.event, "");
  EXPECT_FALSE(message_.topic_is_string);
  EXPECT_FALSE(message_.event_is_string);
}

TEST_F(DecodeV2Test, DistinguishesAnEmptyStringFromNull) {
  ASSERT_TRUE(Decode(R"([null,"1","","",{}])"));
  EXPECT_TRUE(message_.topic_is_string);
  EXPECT_TRUE(message_.event_is_string);
}

TEST_F(DecodeV2Test, RefusesAllButAnArrayOfFive) {
  const absl::string_view kBad[] = {"",
                                    " ",
                                    "null",
                                    "{}",
                                    "[]",
                                    R"({"topic":"t","event":"e","payload":{},"ref":"1"})",
                                    R"(["1","2","t","e"])",
                                    R"(["1","2","t","e",])",
                                    R"(["1","2","t","e",{})",
                                    R"(["1","2","t","e",{}]])",
                                    R"(["1","2","t","e",{}] x)",
                                    R"(["1","2","t","e",{},])",
                                    R"(["1","2","t","e",{},x])",
                                    R"(["1" "2","t","e",{}])",
                                    R"(,["1","2","t","e",{}])",
                                    R"(["1","2","t","e",{"a":01}])",
                                    R"(["1","2","t\x","e",{}])",
                                    R"([,"2","t","e",{}])",
                                    R"(["1","2","t","e",{"a":"b}])",
                                    R"(["1","2","t","e",{}][])"};
  for (absl::string_view text : kBad) EXPECT_FALSE(Decode(text)) << text;
}

TEST_F(DecodeV2Test, RefusesEveryPrefixOfAFrame) {
  const absl::string_view text = R"(["1","2","t\n","e",{"a":[1,null]}])";
  ASSERT_TRUE(Decode(text));
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(Decode(text.substr(0, size)));
}

// The decoder accepts any depth. The code that reads the payload bounds it, and answers with an
// error.
TEST_F(DecodeV2Test, ReadsAFrameOfAnyDepth) {
  const auto frame = [](int depth) {
    return R"(["1","2","t","e",)" + std::string(depth, '[') + std::string(depth, ']') + "]";
  };
  for (const int depth : {64, 65, 100'000}) EXPECT_TRUE(Decode(frame(depth))) << depth;
}

template <std::size_t N>
std::string Gather(const Parts<N>& parts) {
  std::string text;
  for (absl::string_view part : parts) text.append(part.data(), part.size());
  return text;
}

TEST(EncodeV2, WritesAReply) {
  EXPECT_EQ(Gather(V2ReplyParts("\"1\"", "\"2\"", "\"lobby:main\"", "ok", R"({"room_id":"V"})")),
            R"(["1","2","lobby:main","phx_reply",{"status":"ok","response":{"room_id":"V"}}])");
  EXPECT_EQ(Gather(V2ReplyParts("null", "7", "5", "error", R"({"reason":"unmatched topic"})")),
            R"([null,7,5,"phx_reply",{"status":"error","response":{"reason":"unmatched topic"}}])");
}

TEST(EncodeV2, WritesAPushAndABroadcast) {
  EXPECT_EQ(Gather(V2PushParts("\"3\"", "\"room:S\"", "msg_created", R"({"id":"N"})")),
            R"(["3",null,"room:S","msg_created",{"id":"N"}])");
  EXPECT_EQ(Gather(V2PushParts("null", "\"t\"", "e", "{}")), R"([null,null,"t","e",{}])");
}

TEST(EncodeV2, WritesTheEndOfAChannel) {
  EXPECT_EQ(Gather(V2CloseParts("\"3\"", "\"t\"")), R"(["3","3","t","phx_close",{}])");
  EXPECT_EQ(Gather(V2ErrorParts("\"3\"", "\"t\"", R"({"reason":"x"})")),
            R"(["3","3","t","phx_error",{"reason":"x"}])");
}

TEST(EncodeV2, IsReadBackByTheDecoder) {
  const std::string text =
      Gather(V2ReplyParts("\"1\"", "\"2\"", R"("a\"b")", "ok", R"({"x":[1]})"));
  std::string scratch;
  Message message;
  ASSERT_TRUE(DecodeV2(text, &scratch, &message));
  EXPECT_EQ(message.topic, "a\"b");
  EXPECT_EQ(message.event, "phx_reply");
  EXPECT_EQ(message.payload, R"({"status":"ok","response":{"x":[1]}})");
}

}  // namespace
}  // namespace lossy::edge
