#include "services/video/page_url.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace lossy::video {
namespace {

TEST(PageUrl, HasAHostAPathAndAQuery) {
  const PageUrl url =
      ParsePageUrl("HTTPS://me:pw@WWW.Example.org.:8443//a/b//c?x=%2Fy%3Fz&w#f?g=1");
  EXPECT_EQ(url.host, "example.org");
  EXPECT_EQ(url.path, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(url.Parameter("x"), "/y?z");
  EXPECT_EQ(url.Parameter("w"), "");
  EXPECT_EQ(url.Parameter("g"), "");
}

TEST(PageUrl, IsRejectedWithAnotherScheme) {
  for (const char* text : {"", "ftp://example.org/a", "javascript:alert(1)", "example.org/a"}) {
    EXPECT_EQ(ParsePageUrl(text).host, "") << text;
  }
}

TEST(PageUrl, IsAtADomainAndBelowIt) {
  EXPECT_TRUE(ParsePageUrl("https://a.example.org").IsAt("example.org"));
  EXPECT_FALSE(ParsePageUrl("https://anexample.org").IsAt("example.org"));
  EXPECT_FALSE(ParsePageUrl("https://example.org@evil.test/").IsAt("example.org"));
}

TEST(EncodedUrl, LeavesSafeCharacters) {
  for (const char* url : {"https://example.org/a(1)%20b/été/映画.mp4?x=[1]&y={2}|3^~!*;:@$,+#t=1",
                          "https://müller.example/%E6%98%A0"}) {
    EXPECT_EQ(EncodedUrl(url), url);
  }
}

TEST(EncodedUrl, EncodesCharactersThatEndAnAttribute) {
  EXPECT_EQ(EncodedUrl(" https://example.org/L'a b`c\\d "),
            "https://example.org/L%27a%20b%60c%5Cd");
}

TEST(PercentDecoded, LeavesInvalidEscapes) {
  EXPECT_EQ(PercentDecoded("%41%zz%4"), "A%zz%4");
  EXPECT_EQ(PercentDecoded("%"), "%");
  EXPECT_EQ(PercentDecoded(""), "");
}

}  // namespace
}  // namespace lossy::video
