#include "edge/transcoding/json_unescape.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

constexpr char kReplacement[] = "\xef\xbf\xbd";

std::string Unescaped(absl::string_view raw) {
  std::string out = ">";
  EXPECT_TRUE(AppendUnescaped(raw, &out)) << raw;
  return out.substr(1);
}

TEST(JsonUnescape, KnowsEveryEscape) {
  EXPECT_EQ(Unescaped(""), "");
  EXPECT_EQ(Unescaped("é plain"), "é plain");
  EXPECT_EQ(Unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Unescaped(R"(a\u0041\u00e9\u20AC\u0000z)"), std::string("aAé€\0z", 9));
  EXPECT_EQ(Unescaped(R"(\ud83d\ude00)"), "😀");
}

TEST(JsonUnescape, ReplacesSurrogatesThatAreAlone) {
  EXPECT_EQ(Unescaped(R"(\ud83d)"), kReplacement);
  EXPECT_EQ(Unescaped(R"(\ude00)"), kReplacement);
  EXPECT_EQ(Unescaped(R"(\ud83dx)"), std::string(kReplacement) + "x");
  EXPECT_EQ(Unescaped(R"(\ud83d\n)"), std::string(kReplacement) + "\n");
  EXPECT_EQ(Unescaped(R"(\ud83d\u0041)"), std::string(kReplacement) + "A");
  EXPECT_EQ(Unescaped(R"(\ud83d\ud83d\ude00)"), std::string(kReplacement) + "😀");
}

TEST(JsonUnescape, RefusesMalformedEscapes) {
  for (const char* raw : {R"(\)", R"(\x)", R"(\u)", R"(\u12)", R"(\u12g4)", R"(\ud83d\u12)"}) {
    std::string out;
    EXPECT_FALSE(AppendUnescaped(raw, &out)) << raw;
  }
}

}  // namespace
}  // namespace lossy::edge
