#include "edge/longpoll/poll_body.h"

#include "base/error/error.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

EncodedMessagePtr Text(absl::string_view text) {
  return EncodedMessage::Encode(MessageKind::kText, {&text, 1});
}

TEST(PollBody, HasEachMessageAsAString) {
  const EncodedMessagePtr messages[] = {Text(R"(["1","2","a","b",{"c":"\"é\n"}])"), Text("[]")};
  EXPECT_EQ(
      PollBody(200, messages, "t.o-k_en"),
      R"({"messages":["[\"1\",\"2\",\"a\",\"b\",{\"c\":\"\\\"é\\n\"}]","[]"],"status":200,"token":"t.o-k_en"})");
}

TEST(PollBody, MayHaveNoMessage) {
  EXPECT_EQ(PollBody(204, {}, "t"), R"({"messages":[],"status":204,"token":"t"})");
}

TEST(StatusBody, IsJustTheStatus) { EXPECT_EQ(StatusBody(403), R"({"status":403})"); }

TEST(ErrorBody, HasTheProblemBesideTheStatus) {
  EXPECT_EQ(ErrorBody(500, base::RateLimited("too many", 20)),
            R"({"status":500,"reason":"rate_limited","message":"too many","details":{},)"
            R"("retry_after_ms":20})");
}

}  // namespace
}  // namespace lossy::edge
