#include "deploy/lossyctl/report/report.h"

#include <limits>

#include "gtest/gtest.h"

namespace lossy::lossyctl {
namespace {

std::string JsonOf(const Value& value) {
  std::string json;
  value.AppendJson(&json);
  return json;
}

TEST(ValueTest, HasAFormForPeopleAndOneForJson) {
  EXPECT_EQ(Value("a \"b\"").Text(), "a \"b\"");
  EXPECT_EQ(JsonOf("a \"b\""), "\"a \\\"b\\\"\"");
  EXPECT_EQ(Value(true).Text(), "yes");
  EXPECT_EQ(JsonOf(false), "false");
  EXPECT_EQ(Value(1.5).Text(), "1.5");
  EXPECT_EQ(JsonOf(1.5), "1.5");
  EXPECT_EQ(JsonOf(std::int64_t{1} << 53), "9007199254740992");
  EXPECT_EQ(Value().Text(), "-");
  EXPECT_EQ(JsonOf(Value()), "null");
  EXPECT_EQ(JsonOf(std::numeric_limits<double>::infinity()), "null");
}

TEST(ValueTest, ShowsPeopleAnotherText) {
  const Value value = Value(90).ShownAs("1 min 30 s");
  EXPECT_EQ(value.Text(), "1 min 30 s");
  EXPECT_EQ(JsonOf(value), "90");
}

TEST(ValueTest, ContainsJsonAsItIs) {
  const Value value = Value::Json("{\"a\":[1]}");
  EXPECT_EQ(value.Text(), "{\"a\":[1]}");
  EXPECT_EQ(JsonOf(value), "{\"a\":[1]}");
}

TEST(ValueTest, SendsNoControlCharacterToATerminal) {
  EXPECT_EQ(Value("a\x1b[2Jb\n").Text(), "a\\x1b[2Jb\\x0a");
}

TEST(ReportTest, AlignsColumnsByCharacters) {
  Report report;
  Table& table = report.AddTable("sockets", {"user", "token_ends", "device"});
  table.AddRow({"ana", 12, "phone"});
  table.AddRow({"jérôme", 3, ""});
  EXPECT_EQ(report.Text(),
            "USER    TOKEN ENDS  DEVICE\n"
            "ana     12          phone\n"
            "jérôme  3           -\n");
  EXPECT_EQ(report.Json(),
            "{\"sockets\":[{\"user\":\"ana\",\"token_ends\":12,\"device\":\"phone\"},"
            "{\"user\":\"jérôme\",\"token_ends\":3,\"device\":\"\"}]}\n");
}

TEST(ReportTest, PrintsValuesBeforeTables) {
  Report report;
  report.Add("topic", "video:1");
  report.Add("events_kept", 2);
  report.AddTable("subscribers", {"edge"});
  report.AddTable("tail", {"offset"}).AddRow({7});
  EXPECT_EQ(report.Text(),
            "topic        video:1\n"
            "events kept  2\n"
            "\n"
            "subscribers: none\n"
            "\n"
            "tail:\n"
            "OFFSET\n"
            "7\n");
  EXPECT_EQ(
      report.Json(),
      "{\"topic\":\"video:1\",\"events_kept\":2,\"subscribers\":[],\"tail\":[{\"offset\":7}]}\n");
}

}  // namespace
}  // namespace lossy::lossyctl
