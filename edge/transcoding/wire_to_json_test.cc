#include "edge/transcoding/wire_to_json.h"

#include <limits>

#include "edge/transcoding/wire_fields.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

template <typename T>
absl::Status Convert(absl::string_view wire, std::string* json) {
  TableSet tables;
  return WireToJson(**tables.For(T::descriptor()), wire, json);
}

template <typename T>
std::string JsonOfWire(absl::string_view wire) {
  std::string json;
  const absl::Status status = Convert<T>(wire, &json);
  EXPECT_TRUE(status.ok()) << status;
  return json;
}

template <typename T>
std::string Json(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return JsonOfWire<T>(message.SerializeAsString());
}

// The other cases leave most fields unset, so this case alone has the whole JSON.
TEST(WireToJson, WritesEveryFieldInTheOrderOfTheProto) {
  EXPECT_EQ(Json<sample::Scalars>(""),
            R"({"a_bool":false,"an_int32":0,"an_int64":0,"a_uint32":0,"a_uint64":0,"a_sint32":0,)"
            R"("a_sint64":0,"a_fixed32":0,"a_fixed64":0,"an_sfixed32":0,"an_sfixed64":0,)"
            R"("a_float":0,"a_double":0,"a_string":"","some_bytes":"","color":null})");
  EXPECT_EQ(Json<sample::Optionals>(""),
            R"({"a_bool":null,"an_int32":null,"a_double":null,"a_string":null,"some_bytes":null,)"
            R"("color":null,"leaf":null,"time":null,"object":null,"value":null,"list":null})");
  EXPECT_EQ(Json<sample::Lists>(""),
            R"({"packed":[],"unpacked":[],"floats":[],"strings":[],"blobs":[],"colors":[],)"
            R"("leaves":[],"times":[],"values":[],"bools":[]})");
  EXPECT_EQ(Json<sample::Maps>(""),
            R"({"flags":{},"names":{},"leaves":{},"values":{},"colors":{}})");
  EXPECT_EQ(Json<sample::Choice>(""), "{}");
}

TEST(WireToJson, WritesEveryKindOfScalar) {
  EXPECT_EQ(Json<sample::Scalars>(
                R"(a_bool: true an_int32: -2147483648 an_int64: -9223372036854775808
             a_uint32: 4294967295 a_uint64: 18446744073709551615 a_sint32: -2147483648
             a_sint64: -9223372036854775808 a_fixed32: 4294967295
             a_fixed64: 18446744073709551615 an_sfixed32: -7 an_sfixed64: -8 a_float: 0.1
             a_double: 12 a_string: "é\"\n" some_bytes: "\000\001\377" color: PAINT_COLOR_NAVY)"),
            R"({"a_bool":true,"an_int32":-2147483648,"an_int64":-9223372036854775808,)"
            R"("a_uint32":4294967295,"a_uint64":18446744073709551615,"a_sint32":-2147483648,)"
            R"("a_sint64":-9223372036854775808,"a_fixed32":4294967295,)"
            R"("a_fixed64":18446744073709551615,"an_sfixed32":-7,"an_sfixed64":-8,"a_float":0.1,)"
            R"("a_double":12,"a_string":"é\"\n","some_bytes":"AAH/","color":"dark_blue"})");
}

TEST(WireToJson, WritesNumbersAsShortAsTheyCanBeReadBack) {
  struct Case {
    double number;
    const char* json;
  };
  const Case kCases[] = {{12.5, "12.5"},
                         {0.1, "0.1"},
                         {-0.0, "-0"},
                         {1e21, "1e+21"},
                         {1e-7, "1e-07"},
                         {1.0 / 3, "0.3333333333333333"},
                         {std::numeric_limits<double>::quiet_NaN(), "null"},
                         {std::numeric_limits<double>::infinity(), "null"},
                         {-std::numeric_limits<double>::infinity(), "null"}};
  for (const Case& c : kCases) {
    sample::Optionals message;
    message.mutable_leaf()->add_timestamp(c.number);
    EXPECT_EQ(JsonOfWire<sample::Leaf>(message.leaf().SerializeAsString()),
              std::string(R"({"theName":"","limit":0,"timestamp":[)") + c.json + "]}");
  }
}

TEST(WireToJson, WritesPresentZeros) {
  EXPECT_EQ(Json<sample::Optionals>(R"(a_bool: false an_int32: 0 a_double: 0 a_string: ""
                 some_bytes: "" color: PAINT_COLOR_UNSPECIFIED leaf {} time {} object {} value {}
                 list {})"),
            R"({"a_bool":false,"an_int32":0,"a_double":0,"a_string":"","some_bytes":"",)"
            R"("color":null,"leaf":{"theName":"","limit":0,"timestamp":[]},)"
            R"("time":"1970-01-01T00:00:00Z","object":{},"value":null,"list":[]})");
}

TEST(WireToJson, WritesLists) {
  EXPECT_EQ(Json<sample::Lists>(R"(packed: [1, -1, 300] unpacked: [1, 2] floats: [0.5, 1]
                 strings: "" strings: "b" blobs: "a" colors: [PAINT_COLOR_RED, OTHER]
                 leaves {} leaves { limit: 1 } times { seconds: 1 nanos: 500000000 }
                 values { number_value: 1 } values {} bools: [true, false])"),
            R"({"packed":[1,-1,300],"unpacked":[1,2],"floats":[0.5,1],"strings":["","b"],)"
            R"("blobs":["YQ=="],"colors":["red","other"],)"
            R"("leaves":[{"theName":"","limit":0,"timestamp":[]},)"
            R"({"theName":"","limit":1,"timestamp":[]}],)"
            R"("times":["1970-01-01T00:00:01.500Z"],"values":[1,null],"bools":[true,false]})");
}

TEST(WireToJson, WritesMaps) {
  EXPECT_EQ(Json<sample::Maps>(R"(flags { key: "a\"" value: true } names { key: "" value: "" }
                 leaves { key: "l" value { limit: 2 } } values { key: "v" value { bool_value: true } }
                 colors { key: "c" value: PAINT_COLOR_RED })"),
            R"({"flags":{"a\"":true},"names":{"":""},)"
            R"("leaves":{"l":{"theName":"","limit":2,"timestamp":[]}},"values":{"v":true},)"
            R"("colors":{"c":"red"}})");
}

TEST(WireToJson, WritesMapEntriesThatLackAKeyOrAValue) {
  std::string wire;
  for (int number = 1; number <= 5; ++number) AppendStringField(number, "", &wire);
  EXPECT_EQ(JsonOfWire<sample::Maps>(wire),
            R"({"flags":{"":false},"names":{"":""},)"
            R"("leaves":{"":{"theName":"","limit":0,"timestamp":[]}},"values":{"":null},)"
            R"("colors":{"":null}})");
}

TEST(WireToJson, WritesPlainJson) {
  EXPECT_EQ(Json<google::protobuf::Struct>(
                R"(fields { key: "a" value { list_value { values { null_value: NULL_VALUE }
                   values { bool_value: true } values { number_value: 1.5 }
                   values { string_value: "s" } values { struct_value {} } values {} } } })"),
            R"({"a":[null,true,1.5,"s",{},null]})");
  EXPECT_EQ(Json<google::protobuf::Struct>("fields { key: 'a' value { number_value: nan } }"),
            R"({"a":null})");
}

TEST(WireToJson, WritesTheMemberOfAOneofThatIsSet) {
  EXPECT_EQ(Json<sample::Choice>("text: ''"), R"({"text":""})");
  EXPECT_EQ(Json<sample::Choice>("number: 0"), R"({"number":0})");
}

TEST(WireToJson, TakesTheLastMemberOfAOneof) {
  sample::Choice text, number;
  text.set_text("a");
  number.set_number(5);
  const std::string a = text.SerializeAsString(), b = number.SerializeAsString();
  EXPECT_EQ(JsonOfWire<sample::Choice>(a + b), R"({"number":5})");
  EXPECT_EQ(JsonOfWire<sample::Choice>(b + a), R"({"text":"a"})");
}

TEST(WireToJson, ForgetsAMessageThatAnotherMemberReplaced) {
  sample::Choice first, number, second;
  first.mutable_leaf()->set_limit(7);
  number.set_number(5);
  second.mutable_leaf()->set_name("n");
  EXPECT_EQ(JsonOfWire<sample::Choice>(first.SerializeAsString() + number.SerializeAsString() +
                                       second.SerializeAsString()),
            R"({"leaf":{"theName":"n","limit":0,"timestamp":[]}})");
}

TEST(WireToJson, TakesTheLastOfASingularFieldAndMergesMessages) {
  sample::Optionals first, second, third;
  first.set_an_int32(1);
  first.mutable_leaf()->set_limit(7);
  first.mutable_leaf()->add_timestamp(0.5);
  second.set_an_int32(2);
  third.mutable_leaf()->set_name("n");
  third.mutable_leaf()->add_timestamp(1.5);
  const std::string json = JsonOfWire<sample::Optionals>(
      first.SerializeAsString() + second.SerializeAsString() + third.SerializeAsString());
  EXPECT_NE(json.find(R"("an_int32":2)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("leaf":{"theName":"n","limit":7,"timestamp":[0.5,1.5]})"),
            std::string::npos)
      << json;
}

TEST(WireToJson, ReadsListsInAnyForm) {
  sample::Lists first, other, second;
  first.add_packed(1);
  first.add_unpacked(10);
  other.add_strings("s");
  second.add_packed(2);
  second.add_unpacked(20);
  std::string wire =
      first.SerializeAsString() + other.SerializeAsString() + second.SerializeAsString();
  AppendVarint(Tag(1, WireType::kVarint), &wire);
  AppendVarint(3, &wire);
  AppendStringField(2, "\x1e\x1f", &wire);
  const std::string json = JsonOfWire<sample::Lists>(wire);
  EXPECT_EQ(json.find(R"({"packed":[1,2,3],"unpacked":[10,20,30,31],)"), 0u) << json;
  EXPECT_NE(json.find(R"("strings":["s"])"), std::string::npos) << json;
}

TEST(WireToJson, IgnoresUnknownFieldsAndUnexpectedWireTypes) {
  std::string wire;
  AppendStringField(999, "x", &wire);
  AppendStringField(2, "x", &wire);
  AppendVarint(Tag(1, WireType::kFixed32), &wire);
  AppendFixed32(5, &wire);
  EXPECT_EQ(JsonOfWire<sample::Choice>(wire), "{}");
}

TEST(WireToJson, WritesAnEnumValueWithoutANameAsItsNumber) {
  sample::Lists message;
  message.add_colors(static_cast<sample::PaintColor>(77));
  message.add_colors(static_cast<sample::PaintColor>(-1));
  EXPECT_NE(JsonOfWire<sample::Lists>(message.SerializeAsString()).find(R"("colors":[77,-1])"),
            std::string::npos);
}

TEST(WireToJson, NeverWritesInvalidUtf8) {
  std::string wire;
  AppendStringField(1, "a\xff", &wire);
  EXPECT_EQ(JsonOfWire<sample::Choice>(wire), "{\"text\":\"a\xef\xbf\xbd\"}");
}

TEST(WireToJson, RefusesMalformedBytes) {
  const absl::string_view kBad[] = {
      "\x0a",          // The length is missing.
      "\x0a\x05\x61",  // Truncated.
      "\x10",          // The varint is missing.
      "\x10\x80",      // A truncated varint.
      "\x1a\x01\x0a",  // Malformed inside.
      "\x1b",          // A group.
      "\x0f",          // An unknown wire type.
      "\x80",          // A truncated tag.
  };
  for (absl::string_view wire : kBad) {
    std::string json;
    EXPECT_EQ(Convert<sample::Choice>(wire, &json).code(), absl::StatusCode::kDataLoss);
  }
  std::string packed, json;
  AppendStringField(3, "abc", &packed);
  EXPECT_EQ(Convert<sample::Lists>(packed, &json).code(), absl::StatusCode::kDataLoss);
}

TEST(WireToJson, RefusesATimestampOutOfRange) {
  sample::Optionals message;
  message.mutable_time()->set_seconds(std::numeric_limits<std::int64_t>::max());
  std::string json;
  EXPECT_EQ(Convert<sample::Optionals>(message.SerializeAsString(), &json).code(),
            absl::StatusCode::kDataLoss);
}

TEST(WireToJson, BoundsTheDepth) {
  const auto nested = [](int number, int depth) {
    std::string wire;
    for (int i = 1; i < depth; ++i) {
      std::string outer;
      AppendStringField(number, wire, &outer);
      wire = outer;
    }
    return wire;
  };
  std::string json;
  EXPECT_TRUE(Convert<sample::Tree>(nested(3, 64), &json).ok());
  EXPECT_FALSE(Convert<sample::Tree>(nested(3, 65), &json).ok());
  EXPECT_TRUE(Convert<sample::Tree>(nested(2, 32), &json).ok());
  EXPECT_FALSE(Convert<sample::Tree>(nested(2, 33), &json).ok());
  google::protobuf::Value value;
  google::protobuf::Value* innermost = &value;
  for (int i = 0; i < 100; ++i) innermost = innermost->mutable_list_value()->add_values();
  sample::Optionals message;
  *message.mutable_value() = value;
  EXPECT_FALSE(Convert<sample::Optionals>(message.SerializeAsString(), &json).ok());
}

}  // namespace
}  // namespace lossy::edge
