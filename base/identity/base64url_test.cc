#include "base/identity/base64url.h"

#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Base64Url, ReturnsTheEncodedBytes) {
  const std::string bytes("\x00\xff\xfe\x03\xe0", 5);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const std::string text = Base64UrlEncode(bytes.substr(0, size));
    EXPECT_EQ(Base64UrlDecode(text), bytes.substr(0, size)) << text;
  }
  EXPECT_EQ(Base64UrlEncode("\xfb\xff"), "-_8");
}

TEST(Base64Url, AcceptsOneSpellingOnly) {
  EXPECT_EQ(Base64UrlDecode("-_8"), "\xfb\xff");
  for (const char* text : {"-_8=", "+/8", "-_9", "-_ 8", "-_8\n", "-", "-_8.", "é"}) {
    EXPECT_EQ(Base64UrlDecode(text), absl::nullopt) << text;
  }
}

}  // namespace
}  // namespace lossy::base
