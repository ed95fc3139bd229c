#include "edge/longpoll/post_body.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kLines[] = "application/x-ndjson";

// Returns a string for each message: its text, "b:" and its bytes, or the name of the problem.
std::vector<std::string> Read(absl::string_view content_type, const std::string& text) {
  PostBody body(content_type, text);
  std::vector<std::string> messages;
  for (;;) {
    absl::string_view message;
    switch (body.Next(&message)) {
      case PostBody::Kind::kText:
        messages.emplace_back(message);
        break;
      case PostBody::Kind::kBinary:
        messages.push_back(absl::StrCat("b:", message));
        break;
      case PostBody::Kind::kBadText:
        messages.push_back("bad text");
        break;
      case PostBody::Kind::kBadBase64:
        messages.push_back("bad base64");
        break;
      case PostBody::Kind::kEnd:
        return messages;
    }
  }
}

TEST(PostBody, IsOneMessageUnlessItIsLines) {
  for (const char* type : {"", "application/json", "text/plain", "application/x-ndjsonx"}) {
    EXPECT_THAT(Read(type, "[1,\n2]"), ElementsAre("[1,\n2]")) << type;
    EXPECT_THAT(Read(type, "{\"event\":\"x\"}\n"), ElementsAre("{\"event\":\"x\"}")) << type;
    EXPECT_THAT(Read(type, "{bad"), ElementsAre("{bad")) << type;
  }
}

TEST(PostBody, HasAMessageInEachLine) {
  EXPECT_THAT(Read(kLines, "[1]\n[2]"), ElementsAre("[1]", "[2]"));
  EXPECT_THAT(Read(kLines, "[1]\r\n{\"a\":2}\r\n"), ElementsAre("[1]", "{\"a\":2}"));
}

TEST(PostBody, ToleratesEmptyLines) {
  EXPECT_THAT(Read(kLines, "\n\n[1]\n \r\n[2]\n\n"), ElementsAre("[1]", "[2]"));
  EXPECT_THAT(Read(kLines, ""), IsEmpty());
  EXPECT_THAT(Read(kLines, "\r\n"), IsEmpty());
  EXPECT_THAT(Read("application/json", ""), IsEmpty());
}

TEST(PostBody, IsLinesForEachSpellingOfTheType) {
  for (const char* type : {"application/x-ndjson; charset=utf-8", "Application/X-NDJSON",
                           " application/x-ndjson ;charset=UTF-8"}) {
    EXPECT_THAT(Read(type, "[1]\n[2]"), ElementsAre("[1]", "[2]")) << type;
  }
}

TEST(PostBody, HasNoLimitForTheNumberOfItsLines) {
  std::string body;
  for (int i = 0; i < 1000; ++i) absl::StrAppend(&body, "[", i, "]\n");
  EXPECT_EQ(Read(kLines, body).size(), 1000);
}

TEST(PostBody, HasBinaryFramesInBase64) {
  const std::string frame("\0\x01\x01\n\x03\x31\x34 \xff", 9);
  EXPECT_THAT(Read(kLines, absl::Base64Escape(frame)), ElementsAre("b:" + frame));
  EXPECT_THAT(Read(kLines, "[1]\nYQ==\r\nYQ\n[2]\n"), ElementsAre("[1]", "b:a", "b:a", "[2]"));
}

TEST(PostBody, NamesTheProblemOfALine) {
  EXPECT_THAT(Read(kLines, "***\n[1]"), ElementsAre("bad base64", "[1]"));
  EXPECT_THAT(Read(kLines, "[\"\xff\"]\n[1]"), ElementsAre("bad text", "[1]"));
  EXPECT_THAT(Read("", "[\"\xc3\"]"), ElementsAre("bad text"));
}

}  // namespace
}  // namespace lossy::edge
