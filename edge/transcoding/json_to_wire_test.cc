#include "edge/transcoding/json_to_wire.h"

#include "edge/transcoding/json_to_wire_fixture.h"
#include "google/protobuf/struct.pb.h"
#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

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

TEST(JsonToWire, KeepsPresentZeros) {
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

TEST(JsonToWire, CarriesTwoMegabytesAndThenASmallPayload) {
  const std::string text(2'000'000, 'a');
  ExpectWire<sample::Scalars>("{\"a_string\":\"" + text + "\"}", "a_string: \"" + text + "\"");
  ExpectWire<sample::Scalars>(R"({"a_string":"b"})", R"(a_string: "b")");
}

TEST(JsonToWire, AppendsToTheOutput) {
  std::string wire = "\x08\x07";
  ASSERT_TRUE(Convert<sample::Scalars>(R"({"a_bool":true})", &wire).ok());
  sample::Scalars message;
  ASSERT_TRUE(message.ParseFromString(wire));
  EXPECT_EQ(message.an_int32(), 7);
  EXPECT_TRUE(message.a_bool());
}

}  // namespace
}  // namespace lossy::edge
