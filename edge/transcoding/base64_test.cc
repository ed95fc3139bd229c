#include "edge/transcoding/base64.h"

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(Base64, DecodesTextsOfAbslInBothAlphabets) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    std::string decoded, web_decoded;
    ASSERT_TRUE(AppendBase64Decoded(absl::Base64Escape(bytes), &decoded));
    ASSERT_TRUE(AppendBase64Decoded(absl::WebSafeBase64Escape(bytes), &web_decoded));
    ASSERT_EQ(decoded, bytes);
    ASSERT_EQ(web_decoded, bytes);
    bytes.push_back(static_cast<char>(i * 37));
  }
}

TEST(Base64, Appends) {
  std::string out = "x";
  ASSERT_TRUE(AppendBase64Decoded("YWI=", &out));
  EXPECT_EQ(out, "xab");
}

TEST(Base64, RefusesInvalidTexts) {
  for (const char* text : {"A", "AAAAA", "AA=A", "A===", "=", "====", "YWI==", "YWJj=", "AA A",
                           "AA*A", "AAA*", "A\xff", "YWI\n", "AAAA===="}) {
    std::string out;
    EXPECT_FALSE(AppendBase64Decoded(text, &out)) << text;
  }
}

}  // namespace
}  // namespace lossy::edge
