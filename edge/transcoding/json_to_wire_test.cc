#include "edge/transcoding/json_to_wire.h"

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

using google::protobuf::util::MessageDifferencer;

template <typename T>
absl::Status Convert(absl::string_view json, std::string* wire) {
  TableSet tables;
  return JsonToWire(**tables.For(T::descriptor()), PaddedJson(json).view(), wire);
}

// Checks that `json` becomes the message with this text form.
template <typename T>
void ExpectWire(absl::string_view json, const std::string& text) {
  std::string wire;
  const absl::Status status = Convert<T>(json, &wire);
  ASSERT_TRUE(status.ok()) << json << ": " << status;
  T actual, expected;
  ASSERT_TRUE(actual.ParseFromString(wire)) << json;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &expected)) << text;
  EXPECT_TRUE(MessageDifferencer::Equals(actual, expected)) << json << " is\n"
                                                            << actual.DebugString();
}

// Checks that `json` is rejected with a problem of that field.
template <typename T>
void ExpectRefusal(absl::string_view json, const std::string& field, const std::string& problem) {
  std::string wire;
  const absl::Status status = Convert<T>(json, &wire);
  ASSERT_FALSE(status.ok()) << json;
  const channel::v1::Error error = base::ToError(status);
  EXPECT_EQ(error.reason(), channel::v1::REASON_INVALID_ARGUMENT) << json;
  EXPECT_THAT(error.details(), testing::ElementsAre(testing::Pair(field, problem))) << json;
}

struct Case {
  absl::string_view json;
  std::string text;
};

TEST(JsonToWire, CarriesEveryKindOfScalar) {
  const Case kCases[] = {
      {"{}", ""},
      {" { } ", ""},
      {R"({"a_bool":true})", "a_bool: true"},
      {R"({"an_int32":-2147483648})", "an_int32: -2147483648"},
      {R"({"an_int64":9007199254740993})", "an_int64: 9007199254740993"},
      {R"({"an_int64":-9223372036854775808})", "an_int64: -9223372036854775808"},
      {R"({"a_uint32":4294967295})", "a_uint32: 4294967295"},
      {R"({"a_uint64":18446744073709551615})", "a_uint64: 18446744073709551615"},
      {R"({"a_sint32":-1,"a_sint64":-9223372036854775808})",
       "a_sint32: -1 a_sint64: -9223372036854775808"},
      {R"({"a_fixed32":4294967295,"a_fixed64":18446744073709551615})",
       "a_fixed32: 4294967295 a_fixed64: 18446744073709551615"},
      {R"({"an_sfixed32":-7,"an_sfixed64":-8})", "an_sfixed32: -7 an_sfixed64: -8"},
      {R"({"a_float":0.1,"a_double":1e300})", "a_float: 0.1 a_double: 1e300"},
      {R"({"a_float":3,"a_double":-0})", "a_float: 3 a_double: -0"},
      {R"({"a_double":12345678901234567890123})", "a_double: 12345678901234567890123"},
      {R"({"a_string":"é😀 \"\\\/\n\u0041\ud83d\ude00"})", R"(a_string: "é😀 \"\\/\nA😀")"},
      {R"({"a_string":""})", ""},
  };
  for (const Case& c : kCases) ExpectWire<sample::Scalars>(c.json, c.text);
}

TEST(JsonToWire, TakesIntegersThatAreWrittenAsFloats) {
  ExpectWire<sample::Scalars>(R"({"an_int32":3.0})", "an_int32: 3");
  ExpectWire<sample::Scalars>(R"({"an_int64":1e3})", "an_int64: 1000");
  ExpectWire<sample::Scalars>(R"({"an_int64":-9223372036854775808.0})",
                              "an_int64: -9223372036854775808");
  ExpectWire<sample::Scalars>(R"({"a_uint64":9223372036854775808.0})",
                              "a_uint64: 9223372036854775808");
  ExpectWire<sample::Scalars>(R"({"a_uint32":-0.0})", "");
}

TEST(JsonToWire, RefusesNumbersThatDoNotFit) {
  const char kRange[] = "is out of range", kInteger[] = "must be an integer";
  using S = sample::Scalars;
  ExpectRefusal<S>(R"({"an_int32":3.5})", "an_int32", kInteger);
  ExpectRefusal<S>(R"({"an_int32":"3"})", "an_int32", kInteger);
  ExpectRefusal<S>(R"({"an_int32":true})", "an_int32", kInteger);
  ExpectRefusal<S>(R"({"an_int32":[1]})", "an_int32", kInteger);
  ExpectRefusal<S>(R"({"an_int32":2147483648})", "an_int32", kRange);
  ExpectRefusal<S>(R"({"an_int32":-2147483649})", "an_int32", kRange);
  ExpectRefusal<S>(R"({"an_int32":1e10})", "an_int32", kRange);
  ExpectRefusal<S>(R"({"a_uint32":-1})", "a_uint32", kRange);
  ExpectRefusal<S>(R"({"a_uint32":4294967296})", "a_uint32", kRange);
  ExpectRefusal<S>(R"({"a_fixed64":-1})", "a_fixed64", kRange);
  ExpectRefusal<S>(R"({"an_int64":9223372036854775808})", "an_int64", kRange);
  ExpectRefusal<S>(R"({"an_int64":9223372036854775808.0})", "an_int64", kRange);
  ExpectRefusal<S>(R"({"an_int64":12345678901234567890123})", "an_int64", kRange);
  ExpectRefusal<S>(R"({"a_uint64":18446744073709551616})", "a_uint64", kRange);
  ExpectRefusal<S>(R"({"a_double":1e999})", "a_double", kRange);
  ExpectRefusal<S>(R"({"a_float":1e39})", "a_float", kRange);
  ExpectRefusal<S>(R"({"a_double":"1.5"})", "a_double", "must be a number");
}

TEST(JsonToWire, RefusesOtherTypesThanTheFieldHas) {
  using S = sample::Scalars;
  ExpectRefusal<S>(R"({"a_bool":1})", "a_bool", "must be true or false");
  ExpectRefusal<S>(R"({"a_bool":"true"})", "a_bool", "must be true or false");
  ExpectRefusal<S>(R"({"a_string":1})", "a_string", "must be a string");
  ExpectRefusal<S>(R"({"a_string":{}})", "a_string", "must be a string");
  ExpectRefusal<S>(R"({"color":1})", "color", "must be a string");
  ExpectRefusal<S>(R"({"color":"pink"})", "color", "must be one of red, dark_blue, navy, other");
  ExpectRefusal<sample::Optionals>(R"({"leaf":[]})", "leaf", "must be an object");
  ExpectRefusal<sample::Optionals>(R"({"time":5})", "time", "must be a string");
  ExpectRefusal<sample::Optionals>(R"({"time":"today"})", "time",
                                   "must be a time such as 2025-10-25T12:00:00Z");
  ExpectRefusal<sample::Optionals>(R"({"object":[]})", "object", "must be an object");
  ExpectRefusal<sample::Optionals>(R"({"list":{}})", "list", "must be a list");
  ExpectRefusal<sample::Lists>(R"({"strings":"a"})", "strings", "must be a list");
  ExpectRefusal<sample::Maps>(R"({"flags":[]})", "flags", "must be an object");
}

TEST(JsonToWire, NamesTheFieldAsTheClientWroteIt) {
  ExpectRefusal<sample::Tree>(R"({"children":[{},{"only":{"videoId":"x"}}]})",
                              "children[1].only.videoId", "must be an integer");
  ExpectRefusal<sample::Tree>(R"({"children":[{},{"only":{"video_id":"x"}}]})",
                              "children[1].only.video_id", "must be an integer");
  ExpectRefusal<sample::Lists>(R"({"leaves":[{"timestamp":[1,2,"c"]}]})", "leaves[0].timestamp[2]",
                               "must be a number");
  ExpectRefusal<sample::Lists>(R"({"strings":["a",null]})", "strings[1]", "must be a string");
  ExpectRefusal<sample::Maps>(R"({"leaves":{"the key":{"limit":""}}})", "leaves.the key.limit",
                              "must be an integer");
  ExpectRefusal<sample::Maps>(absl::StrCat(R"({"flags":{")", std::string(65, 'k'), R"(":1}})"),
                              "flags.…", "must be true or false");
}

TEST(JsonToWire, WantsTheKeyOfARequiredField) {
  constexpr char kMissing[] = "is required; null is a value";
  ExpectRefusal<sample::HasRequired>("{}", "video_id", kMissing);
  ExpectRefusal<sample::HasRequired>("null", "video_id", kMissing);
  ExpectRefusal<sample::HasRequired>(R"({"videoID":"a"})", "video_id", kMissing);
  ExpectRefusal<sample::HasRequired>(R"({"video_id":"a","inner":{}})", "inner.video_id", kMissing);
  ExpectWire<sample::HasRequired>(R"({"video_id":null})", "");
  ExpectWire<sample::HasRequired>(R"({"videoId":"a","inner":null})", R"(video_id: "a")");
}

TEST(JsonToWire, TakesNullForAbsent) {
  ExpectWire<sample::Optionals>(
      R"({"a_bool":null,"a_string":null,"leaf":null,"time":null,"value":null,"object":null,
          "list":null,"color":null,"unknown":null})",
      "");
  ExpectWire<sample::Scalars>("null", "");
  ExpectWire<sample::Scalars>(R"({"an_int32":null})", "");
  ExpectWire<sample::Lists>(R"({"packed":null,"strings":null,"leaves":null})", "");
  ExpectWire<sample::Maps>(R"({"flags":null,"names":{"a":null,"b":"c"}})",
                           R"(names { key: "b" value: "c" })");
}

TEST(JsonToWire, KeepsWhatIsPresentAndZero) {
  ExpectWire<sample::Optionals>(
      R"({"a_bool":false,"an_int32":0,"a_double":0,"a_string":"","some_bytes":"","leaf":{}})",
      R"(a_bool: false an_int32: 0 a_double: 0 a_string: "" some_bytes: "" leaf {})");
}

TEST(JsonToWire, TakesAKeyThatIsThereTwiceTwice) {
  ExpectWire<sample::Scalars>(R"({"an_int32":5,"an_int32":0})", "");
  ExpectWire<sample::Choice>(R"({"text":"a","number":1})", "number: 1");
  ExpectWire<sample::Lists>(R"({"packed":[1],"packed":[2]})", "packed: 1 packed: 2");
}

TEST(JsonToWire, KnowsEnumsByTheirShortAndFullNames) {
  ExpectWire<sample::Scalars>(R"({"color":"red"})", "color: PAINT_COLOR_RED");
  ExpectWire<sample::Scalars>(R"({"color":"navy"})", "color: PAINT_COLOR_DARK_BLUE");
  ExpectWire<sample::Scalars>(R"({"color":"PAINT_COLOR_RED"})", "color: PAINT_COLOR_RED");
  ExpectWire<sample::Scalars>(R"({"color":"other"})", "color: OTHER");
}

TEST(JsonToWire, TakesBytesInThreeForms) {
  const std::string expected = R"(some_bytes: "\000\001\377")";
  ExpectWire<sample::Scalars>(R"({"some_bytes":"AAH/"})", expected);
  ExpectWire<sample::Scalars>(R"({"some_bytes":"AAH\/"})", expected);
  ExpectWire<sample::Scalars>(R"({"some_bytes":"AAH_"})", expected);
  ExpectWire<sample::Scalars>(R"({"some_bytes":[0,1,255]})", expected);
  ExpectWire<sample::Scalars>(R"({"some_bytes":{"0":0,"1":1,"2":255}})", expected);
  ExpectWire<sample::Scalars>(R"({"some_bytes":[]})", "");
  ExpectWire<sample::Scalars>(R"({"some_bytes":{}})", "");
}

TEST(JsonToWire, RefusesBytesInOtherForms) {
  const char kNoBytes[] = "must be base64, a list of numbers from 0 to 255 or an object of them";
  using S = sample::Scalars;
  ExpectRefusal<S>(R"({"some_bytes":"*"})", "some_bytes", kNoBytes);
  ExpectRefusal<S>(R"({"some_bytes":5})", "some_bytes", kNoBytes);
  ExpectRefusal<S>(R"({"some_bytes":true})", "some_bytes", kNoBytes);
  ExpectRefusal<S>(R"({"some_bytes":{"1":0}})", "some_bytes", kNoBytes);
  ExpectRefusal<S>(R"({"some_bytes":[0,256]})", "some_bytes[1]", "is out of range");
  ExpectRefusal<S>(R"({"some_bytes":[-1]})", "some_bytes[0]", "is out of range");
  ExpectRefusal<S>(R"({"some_bytes":["a"]})", "some_bytes[0]", "must be an integer");
  ExpectRefusal<S>(R"({"some_bytes":{"0":1.5}})", "some_bytes.0", "must be an integer");
}

TEST(JsonToWire, CarriesLists) {
  const Case kCases[] = {
      {R"({"packed":[],"strings":[],"leaves":[]})", ""},
      {R"({"packed":[1,-1,300],"unpacked":[1,2]})", "packed: [1, -1, 300] unpacked: [1, 2]"},
      {R"({"floats":[0.5,1],"bools":[true,false]})", "floats: [0.5, 1] bools: [true, false]"},
      {R"({"strings":["","b"],"blobs":["YQ==",[98]]})",
       R"(strings: "" strings: "b" blobs: "a" blobs: "b")"},
      {R"({"colors":["red","navy"]})", "colors: PAINT_COLOR_RED colors: PAINT_COLOR_DARK_BLUE"},
      {R"({"leaves":[{},{"theName":"x","timestamp":[0.5,1]}]})",
       R"(leaves {} leaves { name: "x" timestamp: [0.5, 1] })"},
      {R"({"times":["1970-01-01T00:00:01.5Z"]})", "times { seconds: 1 nanos: 500000000 }"},
      {R"({"values":[1,null,"a"]})",
       R"(values { number_value: 1 } values { null_value: NULL_VALUE } values { string_value: "a" })"},
  };
  for (const Case& c : kCases) ExpectWire<sample::Lists>(c.json, c.text);
}

TEST(JsonToWire, CarriesMaps) {
  const Case kCases[] = {
      {R"({"flags":{}})", ""},
      {R"({"flags":{"a":true,"b":false}})",
       R"(flags { key: "a" value: true } flags { key: "b" value: false })"},
      {R"({"names":{"\u0061\"":"x","":"y"}})",
       R"(names { key: "a\"" value: "x" } names { key: "" value: "y" })"},
      {R"({"leaves":{"a":{"limit":1}}})", R"(leaves { key: "a" value { limit: 1 } })"},
      {R"({"values":{"a":null}})", R"(values { key: "a" value { null_value: NULL_VALUE } })"},
      {R"({"colors":{"a":"red"}})", R"(colors { key: "a" value: PAINT_COLOR_RED })"},
  };
  for (const Case& c : kCases) ExpectWire<sample::Maps>(c.json, c.text);
}

TEST(JsonToWire, CarriesPlainJson) {
  const Case kCases[] = {
      {R"({"value":5})", "value { number_value: 5 }"},
      {R"({"value":"2"})", R"(value { string_value: "2" })"},
      {R"({"value":false})", "value { bool_value: false }"},
      {R"({"value":[]})", "value { list_value {} }"},
      {R"({"list":[1,[2]]})",
       "list { values { number_value: 1 } values { list_value { values { number_value: 2 } } } }"},
      {R"({"object":{}})", "object {}"},
      {R"({"object":{"a\n":{"b":[null,true]}}})",
       R"(object { fields { key: "a\n" value { struct_value { fields { key: "b"
            value { list_value { values { null_value: NULL_VALUE } values { bool_value: true } } }
          } } } } })"},
  };
  for (const Case& c : kCases) ExpectWire<sample::Optionals>(c.json, c.text);
  ExpectWire<google::protobuf::Struct>(R"({"a":1})",
                                       R"(fields { key: "a" value { number_value: 1 } })");
  ExpectRefusal<sample::Optionals>(R"({"object":{"a":[1e999]}})", "object.a[0]", "is out of range");
}

TEST(JsonToWire, IgnoresUnknownKeys) {
  ExpectWire<sample::Scalars>(R"({"x":{"a":[1,"b",{}]},"an_int32":1,"y":[],"z":-1.5e3})",
                              "an_int32: 1");
}

TEST(JsonToWire, KnowsAKeyThatIsEscaped) {
  ExpectWire<sample::Scalars>(R"({"an\u005fint32":1})", "an_int32: 1");
}

TEST(JsonToWire, NeverWritesInvalidUtf8) {
  ExpectWire<sample::Scalars>(R"({"a_string":"\ud800"})", R"(a_string: "\357\277\275")");
  ExpectWire<sample::Scalars>(R"({"a_string":"\udc00x"})", R"(a_string: "\357\277\275x")");
  ExpectRefusal<sample::Scalars>("{\"a_string\":\"\xff\"}", "payload", "is not valid JSON");
}

TEST(JsonToWire, RefusesAPayloadThatIsNoObject) {
  for (const char* json : {"[]", "5", "\"a\"", "true", "[{}]"}) {
    ExpectRefusal<sample::Scalars>(json, "payload", "must be an object");
  }
}

TEST(JsonToWire, RefusesMalformedJson) {
  const absl::string_view kBad[] = {"",
                                    " ",
                                    "{",
                                    R"({"a_string":"a)",
                                    R"({"a_string":"a"}})",
                                    R"({"a_string":"a"} x)",
                                    "{}{}",
                                    R"({"a_string" "a"})",
                                    R"({"a_string":"a",})",
                                    R"({a_string:"a"})",
                                    R"({"a_string":"\x"})",
                                    R"({"an_int32":01})",
                                    R"({"an_int32":1x})",
                                    R"({"a_double":1.})",
                                    R"({"x":tru})",
                                    R"({"x":[1,}})",
                                    R"({"x":01})",
                                    R"({"x":{"y" 1}})",
                                    R"({"x":"\x"})",
                                    R"({"\x":1})",
                                    R"({"x":[}]})",
                                    R"({"x":"a" :1]})",
                                    R"({"an_int32":1 2})",
                                    "{\"a_string\":\"a\nb\"}",
                                    R"({"an_int32":1)",
                                    R"({"an_int32":-})"};
  for (absl::string_view json : kBad) {
    ExpectRefusal<sample::Scalars>(json, "payload", "is not valid JSON");
  }
}

TEST(JsonToWire, RefusesEveryPrefixOfAPayload) {
  const absl::string_view json =
      R"({"leaves":[{"timestamp":[0.5,1]}],"strings":["a\n"],"values":[{"a":null}],"x":[true]})";
  ExpectWire<sample::Lists>(json, R"(leaves { timestamp: [0.5, 1] } strings: "a\n" values {
      struct_value { fields { key: "a" value { null_value: NULL_VALUE } } } })");
  for (std::size_t size = 0; size < json.size(); ++size) {
    std::string wire;
    EXPECT_FALSE(Convert<sample::Lists>(json.substr(0, size), &wire).ok()) << size;
  }
}

TEST(JsonToWire, DoesNotCareWhatTheTextIsFollowedBy) {
  TableSet tables;
  const MessageTable& table = **tables.For(sample::Scalars::descriptor());
  const absl::string_view json = R"({"an_int32":1})";
  for (const char byte : {'}', ']', '"', '0', ',', '\\', '\0'}) {
    const std::string text = std::string(json) + std::string(kJsonPadding, byte);
    std::string whole, cut;
    EXPECT_TRUE(JsonToWire(table, absl::string_view(text.data(), json.size()), &whole).ok());
    EXPECT_FALSE(JsonToWire(table, absl::string_view(text.data(), json.size() - 1), &cut).ok());
  }
}

std::string Nested(const std::string& open, const std::string& close, int depth) {
  std::string json = "1";
  for (int i = 0; i < depth; ++i) json = absl::StrCat(open, json, close);
  return json;
}

TEST(JsonToWire, BoundsTheDepth) {
  ExpectRefusal<sample::Tree>(Nested(R"({"only":)", "}", 65), "payload", "is nested too deeply");
  ExpectRefusal<sample::Tree>(Nested(R"({"children":[)", "]}", 33), "payload",
                              "is nested too deeply");
  ExpectRefusal<sample::Optionals>("{\"x\":" + Nested("[", "]", 1000) + "}", "payload",
                                   "is nested too deeply");
}

TEST(JsonToWire, TakesPlainJsonAsDeepAsAServiceCanParseIt) {
  const auto value = [](const std::string& open, const std::string& close, int depth) {
    return absl::StrCat("{\"value\":", Nested(open, close, depth), "}");
  };
  for (const std::string& json : {value("[", "]", 47), value("{\"a\":", "}", 31)}) {
    std::string wire;
    ASSERT_TRUE(Convert<sample::Optionals>(json, &wire).ok()) << json;
    EXPECT_TRUE(sample::Optionals().ParseFromString(wire)) << json;
  }
  for (const std::string& json : {value("[", "]", 48), value("{\"a\":", "}", 32)}) {
    ExpectRefusal<sample::Optionals>(json, "payload", "is nested too deeply");
  }
}

TEST(JsonToWire, CarriesTwoMegabytesAndThenASmallPayload) {
  const std::string text(2'000'000, 'a');
  ExpectWire<sample::Scalars>("{\"a_string\":\"" + text + "\"}", "a_string: \"" + text + "\"");
  ExpectWire<sample::Scalars>(R"({"a_string":"b"})", R"(a_string: "b")");
}

TEST(JsonToWire, AppendsToWhatIsThere) {
  std::string wire = "\x08\x07";
  ASSERT_TRUE(Convert<sample::Scalars>(R"({"a_bool":true})", &wire).ok());
  sample::Scalars message;
  ASSERT_TRUE(message.ParseFromString(wire));
  EXPECT_EQ(message.an_int32(), 7);
  EXPECT_TRUE(message.a_bool());
}

}  // namespace
}  // namespace lossy::edge
