#include "edge/transcoding/json_scanner.h"

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

// Returns true if `json` is one value and nothing else. A copy on the heap lets AddressSanitizer
// see a read behind the text.
bool IsJson(absl::string_view json) {
  const auto copy = std::make_unique<char[]>(json.size());
  json.copy(copy.get(), json.size());
  return SkipJsonValue(copy.get(), copy.get() + json.size()) == copy.get() + json.size();
}

TEST(JsonScanner, AcceptsAllFormsOfTheRfc) {
  const absl::string_view kGood[] = {"null",
                                     "true",
                                     "false",
                                     "0",
                                     "-0",
                                     "12",
                                     "-1.5",
                                     "1e5",
                                     "1E+5",
                                     "0.1e-7",
                                     "12345678901234567890123",
                                     R"("")",
                                     R"("é😀")",
                                     R"("\"\\\/\b\f\n\r\t\u12aF")",
                                     R"("\ud800")",
                                     "\"\x7f\"",
                                     "[]",
                                     "[ ]",
                                     "{}",
                                     "{ }",
                                     "[1, 2 ,3]",
                                     R"({"a":1,"a":[{}]})",
                                     "{\n\t\"a\" : [ true , null ]\r }",
                                     R"([[],{},[[]],"x"])"};
  for (absl::string_view json : kGood) EXPECT_TRUE(IsJson(json)) << json;
}

TEST(JsonScanner, RefusesFormsOutsideOfTheRfc) {
  const absl::string_view kBad[] = {"",
                                    " 1",
                                    "1 ",
                                    "nul",
                                    "nulll",
                                    "True",
                                    "undefined",
                                    "NaN",
                                    "+1",
                                    "01",
                                    "-",
                                    "-a",
                                    "1.",
                                    ".5",
                                    "1.e5",
                                    "1e",
                                    "1e+",
                                    "0x1",
                                    "\"",
                                    "\"a",
                                    R"("\)",
                                    R"("\x")",
                                    R"("\u12")",
                                    R"("\u12g4")",
                                    R"("\u")",
                                    "'a'",
                                    "[",
                                    "]",
                                    "[1",
                                    "[1,",
                                    "[1,]",
                                    "[,1]",
                                    "[1 2]",
                                    "[1}",
                                    "{",
                                    "}",
                                    "{\"a\"",
                                    R"({"a"})",
                                    R"({"a":})",
                                    R"({"a":1)",
                                    R"({"a":1,})",
                                    R"({"a" 1})",
                                    R"({"a":1 "b":2})",
                                    R"({a:1})",
                                    R"({1:1})",
                                    R"({"a":1])",
                                    R"({,})",
                                    "[]]",
                                    "{}}",
                                    "[1]x",
                                    "/**/1",
                                    "\"a\nb\"",
                                    "\"tab\there\"",
                                    "[\"12345678\x01\"]"};
  for (absl::string_view json : kBad) EXPECT_FALSE(IsJson(json)) << json;
  EXPECT_FALSE(IsJson(absl::string_view("\"\\\0\"", 4)));
  EXPECT_FALSE(IsJson(absl::string_view("\"a\0b\"", 5)));
}

TEST(JsonScanner, RefusesEveryPrefixOfAnObject) {
  const absl::string_view json = R"({"key":[1.5,"a\u0041",{"b":null},true],"c":-2e9})";
  ASSERT_TRUE(IsJson(json));
  for (std::size_t size = 0; size < json.size(); ++size) EXPECT_FALSE(IsJson(json.substr(0, size)));
}

TEST(JsonScanner, TakesAnyDepth) {
  const auto nested = [](int depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  const auto objects = [](int depth) {
    std::string json;
    for (int i = 1; i < depth; ++i) json += R"({"a":)";
    return json + "{}" + std::string(depth - 1, '}');
  };
  for (const int depth : {1, 63, 64, 65, 127, 128, 129, 100000}) {
    EXPECT_TRUE(IsJson(nested(depth))) << depth;
    EXPECT_TRUE(IsJson(objects(depth))) << depth;
    EXPECT_FALSE(IsJson(nested(depth).substr(1))) << depth;
    EXPECT_FALSE(IsJson("[" + nested(depth))) << depth;
  }
  EXPECT_FALSE(IsJson(std::string(1000000, '[')));
}

TEST(JsonScanner, ReturnsTheDepthOfAValue) {
  const auto depth = [](const std::string& json) {
    std::size_t deepest = 0;
    SkipJsonValue(json.data(), json.data() + json.size(), &deepest);
    return deepest;
  };
  EXPECT_EQ(depth("1"), 0);
  EXPECT_EQ(depth(R"([1,[2],{"a":[3]},[]])"), 3);
  EXPECT_EQ(depth(std::string(200, '[') + std::string(200, ']')), 200);
}

TEST(JsonScanner, KeepsTheKindsOfBracketsApartAtAnyDepth) {
  EXPECT_TRUE(IsJson(R"([{"a":[{"b":[]}]}])"));
  EXPECT_FALSE(IsJson(std::string(70, '[') + "{" + std::string(70, ']') + "}"));
  EXPECT_FALSE(IsJson(R"([{"a":[{"b":[]]}}])"));
}

TEST(JsonScanner, StopsBehindTheValue) {
  const std::string text = R"([1],"next")";
  const char* const behind = SkipJsonValue(text.data(), text.data() + text.size());
  EXPECT_EQ(behind, text.data() + 3);
}

}  // namespace
}  // namespace lossy::edge
