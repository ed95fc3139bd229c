#include "absl/strings/str_cat.h"
#include "edge/transcoding/json_to_wire.h"
#include "edge/transcoding/json_to_wire_fixture.h"
#include "edge/transcoding/message_table.h"
#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

TEST(JsonToWireRefusalTest, RefusesNumbersThatDoNotFit) {
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

TEST(JsonToWireRefusalTest, RefusesOtherTypesThanTheFieldHas) {
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

TEST(JsonToWireRefusalTest, NamesTheFieldAsTheClientWroteIt) {
  ExpectRefusal<sample::Tree>(R"({"children":[{},{"only":{"roomId":"x"}}]})",
                              "children[1].only.roomId", "must be an integer");
  ExpectRefusal<sample::Tree>(R"({"children":[{},{"only":{"room_id":"x"}}]})",
                              "children[1].only.room_id", "must be an integer");
  ExpectRefusal<sample::Lists>(R"({"leaves":[{"timestamp":[1,2,"c"]}]})", "leaves[0].timestamp[2]",
                               "must be a number");
  ExpectRefusal<sample::Lists>(R"({"strings":["a",null]})", "strings[1]", "must be a string");
  ExpectRefusal<sample::Maps>(R"({"leaves":{"the key":{"limit":""}}})", "leaves.the key.limit",
                              "must be an integer");
  ExpectRefusal<sample::Maps>(absl::StrCat(R"({"flags":{")", std::string(65, 'k'), R"(":1}})"),
                              "flags.…", "must be true or false");
}

TEST(JsonToWireRefusalTest, WantsTheKeyOfARequiredField) {
  constexpr char kMissing[] = "is required; null is a value";
  ExpectRefusal<sample::HasRequired>("{}", "room_id", kMissing);
  ExpectRefusal<sample::HasRequired>("null", "room_id", kMissing);
  ExpectRefusal<sample::HasRequired>(R"({"roomID":"a"})", "room_id", kMissing);
  ExpectRefusal<sample::HasRequired>(R"({"room_id":"a","inner":{}})", "inner.room_id", kMissing);
  ExpectWire<sample::HasRequired>(R"({"room_id":null})", "");
  ExpectWire<sample::HasRequired>(R"({"roomId":"a","inner":null})", R"(room_id: "a")");
}

TEST(JsonToWireRefusalTest, RefusesBytesInOtherForms) {
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

TEST(JsonToWireRefusalTest, NeverWritesInvalidUtf8) {
  ExpectWire<sample::Scalars>(R"({"a_string":"\ud800"})", R"(a_string: "\357\277\275")");
  ExpectWire<sample::Scalars>(R"({"a_string":"\udc00x"})", R"(a_string: "\357\277\275x")");
  ExpectRefusal<sample::Scalars>("{\"a_string\":\"\xff\"}", "payload", "is not valid JSON");
}

TEST(JsonToWireRefusalTest, RefusesPayloadsOtherThanObjects) {
  for (const char* json : {"[]", "5", "\"a\"", "true", "[{}]"}) {
    ExpectRefusal<sample::Scalars>(json, "payload", "must be an object");
  }
}

TEST(JsonToWireRefusalTest, RefusesMalformedJson) {
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

TEST(JsonToWireRefusalTest, RefusesEveryPrefixOfAPayload) {
  const absl::string_view json =
      R"({"leaves":[{"timestamp":[0.5,1]}],"strings":["a\n"],"values":[{"a":null}],"x":[true]})";
  ExpectWire<sample::Lists>(json, R"(leaves { timestamp: [0.5, 1] } strings: "a\n" values {
      struct_value { fields { key: "a" value { null_value: NULL_VALUE } } } })");
  for (std::size_t size = 0; size < json.size(); ++size) {
    std::string wire;
    EXPECT_FALSE(Convert<sample::Lists>(json.substr(0, size), &wire).ok()) << size;
  }
}

TEST(JsonToWireRefusalTest, IgnoresBytesBehindTheText) {
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

TEST(JsonToWireRefusalTest, BoundsTheDepth) {
  ExpectRefusal<sample::Tree>(Nested(R"({"only":)", "}", 65), "payload", "is nested too deeply");
  ExpectRefusal<sample::Tree>(Nested(R"({"children":[)", "]}", 33), "payload",
                              "is nested too deeply");
  ExpectRefusal<sample::Optionals>("{\"x\":" + Nested("[", "]", 1000) + "}", "payload",
                                   "is nested too deeply");
}

TEST(JsonToWireRefusalTest, TakesPlainJsonAsDeepAsAServiceCanParseIt) {
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

}  // namespace
}  // namespace lossy::edge
