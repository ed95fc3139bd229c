#include <string>

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "gtest/gtest.h"
#include "simdjson.h"

namespace lossy::base {
namespace {

// The text that a reader of the log gets.
std::string Read(absl::string_view text) {
  const std::string line = absl::StrCat("{\"a\":", LogField("a", text).json, "}");
  EXPECT_EQ(line.find('\n'), std::string::npos);
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  std::string_view read;
  EXPECT_EQ(parser.parse(line).get(object), simdjson::SUCCESS) << line;
  EXPECT_EQ(object["a"].get(read), simdjson::SUCCESS) << line;
  return std::string(read);
}

TEST(LogField, IsOneLineOfJsonForAnyByte) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = absl::StrCat("a", std::string(1, static_cast<char>(byte)), "b");
    EXPECT_EQ(Read(text), byte < 0x80 ? text
                                      : "a\xef\xbf\xbd"
                                        "b")
        << byte;
  }
  EXPECT_EQ(Read("é\xed\xa0\x80"), "é\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(LogField, CutsATextThatIsLong) {
  EXPECT_EQ(Read(std::string(1 << 20, 'x')), std::string(4096, 'x'));
}

}  // namespace
}  // namespace lossy::base
