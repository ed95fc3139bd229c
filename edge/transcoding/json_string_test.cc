#include "edge/transcoding/json_string.h"

#include "edge/transcoding/json_unescape.h"
#include "gtest/gtest.h"
#include "simdjson.h"

namespace lossy::edge {
namespace {

std::string Json(absl::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

struct Case {
  absl::string_view text;
  absl::string_view json;
};

TEST(JsonString, EscapesControlCharacters) {
  const Case kCases[] = {
      {"", R"("")"},
      {"plain text of more than eight bytes", R"("plain text of more than eight bytes")"},
      {"say \"hi\"", R"("say \"hi\"")"},
      {"a\\b", R"("a\\b")"},
      {"a\nb\rc\td", R"("a\nb\rc\td")"},
      {absl::string_view("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001f\x7f\""},
      {"é😀/ ", "\"é😀/ \""},
  };
  for (const Case& c : kCases) EXPECT_EQ(Json(c.text), c.json);
}

TEST(JsonString, FindsASpecialByteAtAnyPlace) {
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const char special : {'"', '\\', '\n', '\0'}) {
        std::string text(size, 'x');
        text[at] = special;
        const std::string json = Json(text);
        std::string back;
        ASSERT_GT(json.size(), size + 2);
        ASSERT_TRUE(AppendUnescaped(absl::string_view(json).substr(1, json.size() - 2), &back));
        ASSERT_EQ(back, text);
      }
    }
  }
}

TEST(JsonString, TakesNoPlainByteForASpecialOne) {
  for (int byte = 0x20; byte < 0x80; ++byte) {
    if (byte == '"' || byte == '\\') continue;
    const std::string text(17, static_cast<char>(byte));
    EXPECT_EQ(Json(text), "\"" + text + "\"");
  }
}

TEST(JsonString, ReplacesEachByteThatIsNoUtf8) {
  const Case kCases[] = {
      {"a\xff"
       "b",
       "\"a\xef\xbf\xbd"
       "b\""},
      {"\xc3", "\"\xef\xbf\xbd\""},
      {"\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
      {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
      {"\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
      {"\xe2\x82 \"", "\"\xef\xbf\xbd\xef\xbf\xbd \\\"\""},
      {"é\xff😀", "\"é\xef\xbf\xbd😀\""},
  };
  for (const Case& c : kCases) EXPECT_EQ(Json(c.text), c.json);
}

TEST(JsonString, IsValidUtf8ForEveryPairOfBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char text[] = {'a', static_cast<char>(first), static_cast<char>(second), 'b'};
      const std::string json = Json(absl::string_view(text, sizeof(text)));
      ASSERT_TRUE(simdjson::validate_utf8(json.data(), json.size())) << first << " " << second;
    }
  }
}

TEST(JsonString, ClosesInPlaceOfTheLastComma) {
  std::string full = "[1,2,", empty = "[";
  CloseJson(']', &full);
  CloseJson(']', &empty);
  EXPECT_EQ(full, "[1,2]");
  EXPECT_EQ(empty, "[]");
}

}  // namespace
}  // namespace lossy::edge
